#include <algorithm>

#include "intake/block.h"
#include "intake/text.h"

// Plain text, line by line. What tells a heading: a number before a few words, or capitals only.

namespace troth::intake {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// "SCOPEThese terms" -> 5: where a heading in capitals ran into the sentence after it; 0 if it did not.
std::size_t run_in(std::string_view text) {
  std::size_t letters = 0, at = 0;
  for (; at < text.size() && !is_lower(text[at]); ++at) letters += is_upper(text[at]);
  if (at >= text.size() || letters < 4 || at < 2 || !is_upper(text[at - 1]) || !is_upper(text[at - 2])) return 0;
  return at - 1;
}

bool capitals(std::string_view text) {
  auto const upper = std::count_if(text.begin(), text.end(), is_upper);
  return upper >= 4 && std::none_of(text.begin(), text.end(), is_lower);
}

/// Few words, no end of a sentence, most of them with a capital.
bool title(std::string_view text) {
  if (text.empty() || text.size() > 80 || std::string_view(".;:,!?").find(text.back()) != text.npos) return false;
  auto const all = words(text);
  auto const big = std::count_if(all.begin(), all.end(), [](std::string const& w) { return is_upper(w.front()); });
  return all.size() <= 9 && static_cast<std::size_t>(big) * 2 >= all.size();
}

/// Takes "- ", "* ", "• " or "(a) " off the front.
bool take_bullet(std::string& text) {
  for (std::string_view bullet : {"- ", "* ", "+ ", "\xe2\x80\xa2 ", "\xe2\x80\x93 ", "\xc2\xb7 "})
    if (text.starts_with(bullet)) return text = tidy(text.substr(bullet.size())), true;
  auto const open = text.starts_with('(') ? 1u : 0u;
  if (text.size() > open + 3 && is_lower(text[open]) && text[open + 1] == ')' && text[open + 2] == ' ')
    return text = tidy(text.substr(open + 3)), true;
  return false;
}

class Lines {
 public:
  void line(std::string_view raw) {
    ++number_;
    bool const indented = raw.starts_with("  ") || raw.starts_with('\t');
    auto text = tidy(raw);
    if (text.starts_with(' ')) text.erase(0, 1);
    if (text.empty()) return void(open_ = false);
    if (take_bullet(text)) return add({Block::Kind::item, 1, "", std::move(text), {}, number_});
    if (heading(text)) return;
    if (joins(text, indented)) {
      out_.back().text += " " + text;
      return void(last_size_ = text.size());
    }
    add({Block::Kind::paragraph, 1, "", std::move(text), {}, number_});
  }
  Blocks take() { return std::move(out_); }

 private:
  void add(Block block) {
    last_size_ = block.text.size();
    open_ = block.kind != Block::Kind::heading;
    out_.push_back(std::move(block));
  }

  bool heading(std::string const& text) {
    auto rest = text;
    auto const number = take_number(rest);
    if (number.empty()) {
      if (!capitals(text)) return false;
      add({Block::Kind::heading, 1, "", text, {}, number_});
      return true;
    }
    if (auto const split = run_in(rest); split > 0) {
      add({Block::Kind::heading, 1, number, tidy(rest.substr(0, split)), {}, number_});
      add({Block::Kind::paragraph, 1, "", tidy(rest.substr(split)), {}, number_});
    } else if (title(rest) || capitals(rest)) {
      add({Block::Kind::heading, 1, number, rest, {}, number_});
    } else if (number.find('.') == number.npos) {
      add({Block::Kind::item, 1, number, rest, {}, number_});
    } else {
      add({Block::Kind::heading, 1, number, "", {}, number_});
      add({Block::Kind::paragraph, 1, "", rest, {}, number_});
    }
    return true;
  }

  /// A line goes on with the one before if that was cut in the middle of a sentence.
  bool joins(std::string_view text, bool indented) const {
    if (!open_ || out_.empty()) return false;
    auto const& before = out_.back();
    bool const ended = std::string_view(".;:!?").find(before.text.back()) != std::string_view::npos;
    if (ended) return before.kind == Block::Kind::item && indented;
    return is_lower(text.front()) || indented || last_size_ >= 60;
  }

  Blocks out_;
  bool open_ = false;  ///< the last block may go on
  std::size_t last_size_ = 0;
  int number_ = 0;
};

}  // namespace

Blocks read_plain(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    auto const end = text.find('\n');
    lines.line(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return lines.take();
}

}  // namespace troth::intake
