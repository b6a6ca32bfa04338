#include "intake/outline.h"

#include <map>
#include <set>
#include <span>

#include "intake/lists.h"
#include "intake/looks.h"
#include "intake/text.h"

namespace troth::intake {
namespace {

class Builder {
 public:
  Outline build(Blocks const& blocks) {
    std::size_t at = 0;
    begin({Block::Kind::heading, 1, "", "Preamble", {}, 1});
    for (; at < blocks.size(); ++at) {
      auto const& block = blocks[at];
      if (block.kind == Block::Kind::heading) {
        if (out_.title.empty()) out_.title = block.text;
        begin(block);
      } else if (block.kind == Block::Kind::item) {
        at = list(blocks, at, nullptr) - 1;
      } else if (auto const end = list_end(blocks, at + 1); end > at + 1 && block.text.ends_with(':')) {
        at = list(blocks, at + 1, &block) - 1;
      } else {
        paragraph(block, at + 1 < blocks.size() ? &blocks[at + 1] : nullptr);
      }
    }
    return std::move(out_);
  }

 private:
  void begin(Block const& heading) {
    numbered_ = !heading.number.empty();
    section_ = heading.text;
    preamble_ = out_.clauses.empty() && out_.passages.empty() && !numbered_ && heading.text == "Preamble";
    base_ = numbered_ ? heading.number : unique_base(slug(heading.text));
    paragraphs_ = 0;
    main_ = split_ = kNone;
  }

  std::string unique_base(std::string base) {
    if (base.empty()) base = "section";
    auto const count = ++bases_[base];
    return count == 1 ? base : base + "-" + std::to_string(count);
  }

  void paragraph(Block const& block, Block const* next) {
    if (block.text.empty()) return pass(main_ == kNone ? base_ : id(main_), block, false);
    bool const leads = next && next->kind == Block::Kind::item;
    bool const alone = label(block.text) && !leads && (!next || !value(*next));
    if (out_.title.empty() && preamble_ && title(block.text)) {
      out_.title = block.text;
      return pass("", block, false);
    }
    if (alone || (preamble_ && metadata(block.text))) return pass(main_ == kNone ? base_ : id(main_), block, alone);
    if (split_ != kNone && continues(block.text)) return pass(stem_, block, false);  // ends the list's sentence
    if ((numbered_ || continues(block.text)) && main_ != kNone && split_ == kNone) {
      out_.clauses[main_].text += " " + block.text;
      return pass(id(main_), block, false);
    }
    ++paragraphs_;
    auto own = base_;
    if (numbered_ && split_ != kNone) own += ".p" + std::to_string(paragraphs_);
    if (!numbered_) own += "-" + std::to_string(paragraphs_);
    main_ = add(own, numbered_ && split_ == kNone && !section_.empty() ? section_ : "", block.text, block.line);
    split_ = kNone;
    pass(id(main_), block, false);
  }

  /// The list that begins at `at`, with the paragraph that leads to it; where it ends.
  std::size_t list(Blocks const& blocks, std::size_t at, Block const* lead) {
    auto const end = list_end(blocks, at);
    std::span<Block const> const items(&blocks[at], end - at);
    if (lead && !own_clauses(lead->text, items))
      examples(*lead, items);
    else
      clauses_of(lead, items);
    return end;
  }

  void examples(Block const& lead, std::span<Block const> items) {
    paragraph(lead, &items.front());
    for (auto const& item : items) {
      out_.clauses[main_].text += " " + item.text;
      pass(id(main_), item, false);
    }
  }

  void clauses_of(Block const* lead, std::span<Block const> items) {
    auto& stem = stem_ = base_;
    if (!numbered_ && lead) stem += "-" + std::to_string(++paragraphs_);
    if (lead) pass(stem, *lead, false);
    int letter = 0;
    for (auto const& item : items) {
      if (item.depth > items.front().depth && split_ != kNone) {
        out_.clauses[split_].text += " " + item.text;
        pass(id(split_), item, false);
        continue;
      }
      auto const own = item.number.empty() ? stem + "." + lettered(letter++) : numbered_id(stem, item.number, lead);
      split_ = add(own, short_title(item.text), lead ? lead->text + " " + item.text : item.text, item.line);
      pass(id(split_), item, false);
    }
  }

  std::string numbered_id(std::string const& stem, std::string const& number, Block const* lead) const {
    if (numbered_ || lead) return stem + "." + number;
    if (preamble_) return number;
    auto const letter = measure_letter(section_);
    return letter.empty() ? stem + "-" + number : letter + number;
  }

  std::size_t add(std::string id, std::string title, std::string text, int line) {
    for (int again = 2; !ids_.insert(id).second; ++again) {
      auto const next = id.substr(0, id.rfind('~')) + "~" + std::to_string(again);
      id = next;
    }
    if (title.empty()) title = short_title(text);
    out_.clauses.push_back({std::move(id), section_, std::move(title), std::move(text), line, {}});
    return out_.clauses.size() - 1;
  }

  void pass(std::string clause, Block const& block, bool nothing_behind) {
    out_.passages.push_back({std::move(clause), block.text, nothing_behind, block.links, block.line});
  }
  std::string id(std::size_t clause) const { return out_.clauses[clause].id; }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  Outline out_;
  std::set<std::string> ids_;
  std::map<std::string, int> bases_;
  std::string section_, base_, stem_;  ///< heading; what its ids begin with; what those of its last list do
  bool numbered_ = false, preamble_ = false;
  int paragraphs_ = 0;                        ///< of this section that became clauses, or led to lists that did
  std::size_t main_ = kNone, split_ = kNone;  ///< the section's clause; the last item that became one
};

}  // namespace

Outline outline(Blocks const& blocks) { return Builder().build(blocks); }

}  // namespace troth::intake
