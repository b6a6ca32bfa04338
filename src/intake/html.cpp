// HTML without a browser: text, and the few tags that say what a piece of it is. Whatever else a tag would do in a
// browser does not happen here. Tolerant: an unclosed tag ends with the text, an unknown one is passed over.
#include <algorithm>
#include <array>

#include "intake/block.h"
#include "intake/entities.h"
#include "intake/html_tag.h"
#include "intake/text.h"

namespace troth::intake {
namespace {

constexpr std::array<std::string_view, 10> kSilent{"script", "style",  "head",   "template", "noscript",
                                                   "svg",    "iframe", "object", "nav",      "select"};
constexpr std::array<std::string_view, 22> kBreaks{
    "p",  "div", "section", "article", "table",  "tr",     "ul",    "ol",    "li",         "br",  "hr",
    "dl", "dt",  "dd",      "main",    "header", "footer", "tbody", "thead", "blockquote", "pre", "body"};

template <std::size_t N>
bool one_of(std::array<std::string_view, N> const& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
bool is_heading(std::string_view tag) { return tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6'; }

class Page {
 public:
  explicit Page(std::string_view html) : html_(html), lower_(lowered(std::string(html))) {}

  Blocks read() {
    while (at_ < html_.size()) {
      auto const open = silent_.empty() ? html_.find('<', at_) : lower_.find("</" + silent_, at_);
      auto const upto = std::min(open, html_.size());
      text(html_.substr(at_, upto - at_));
      at_ = upto;
      if (at_ < html_.size()) at_ += std::min(html_.size() - at_, markup(html_.substr(at_)));
    }
    flush();
    return std::move(out_);
  }

 private:
  /// Takes the comment, tag or lone < at the front; its length.
  std::size_t markup(std::string_view html) {
    if (html.starts_with("<!--")) {
      auto const end = html.find("-->", 4);
      count_lines(html.substr(0, end));
      return end == html.npos ? html.size() : end + 3;
    }
    auto const next = html.size() > 1 ? html[1] : ' ';
    bool const tag = next == '/' || next == '!' || next == '?' || (next | 0x20) >= 'a';
    auto const end = tag ? html.find('>') : html.npos;
    if (end == html.npos) return text("<"), 1;
    count_lines(html.substr(0, end));
    see(Tag(html.substr(1, end - 1)));
    return end + 1;
  }

  void see(Tag const& tag) {
    if (!one_of(kSilent, tag.name))
      structure(tag);
    else if (!tag.inside.ends_with('/'))
      silent_ = tag.closes ? "" : tag.name;
  }

  void structure(Tag const& tag) {
    if (is_heading(tag.name)) {
      flush();
      if (!tag.closes) block_.kind = Block::Kind::heading;
    } else if (tag.name == "ul" || tag.name == "ol") {
      flush();
      if (!tag.closes && lists_.size() < 32) lists_.push_back(tag.name == "ol" ? 1 : 0);
      if (tag.closes && !lists_.empty()) lists_.pop_back();
    } else if (one_of(kBreaks, tag.name)) {
      flush();
      if ((tag.name == "li" || tag.name == "tr") && !tag.closes) item(tag.name == "li");
    } else if (tag.name == "td" || tag.name == "th") {
      if (tag.closes && !block_.text.empty()) block_.text += " ";
    } else if (tag.name == "b" || tag.name == "strong") {
      bold_ += tag.closes ? (bold_ > 0 ? -1 : 0) : 1;
    } else if (tag.name == "a") {
      link(tag);
    }
  }

  void item(bool in_list) {
    block_.kind = Block::Kind::item;
    block_.depth = std::max<int>(1, static_cast<int>(lists_.size()));
    if (in_list && !lists_.empty() && lists_.back() > 0) block_.number = std::to_string(lists_.back()++);
  }

  void link(Tag const& tag) {
    if (!tag.closes) {
      end_link();
      auto target = tag.attribute("href");
      if (!target) return;  // an anchor, no link
      link_.target = *target;
      in_link_ = true;
      link_from_ = block_.text.size();
    } else {
      end_link();
    }
  }
  void end_link() {
    if (!in_link_) return;
    in_link_ = false;
    link_.text = tidy(block_.text.substr(std::min(link_from_, block_.text.size())));
    block_.links.push_back(std::move(link_));
    link_ = {};
  }

  void text(std::string_view raw) {
    count_lines(raw);
    if (!silent_.empty()) return;
    auto const letters = with_letters(raw);
    if (tidy(letters).find_first_not_of(' ') != std::string::npos) {
      if (block_.text.empty()) block_.line = line_, all_bold_ = true;
      all_bold_ = all_bold_ && bold_ > 0;
    }
    block_.text += letters;
  }

  void flush() {
    end_link();
    block_.text = tidy(block_.text);
    if (block_.text.starts_with(' ')) block_.text.erase(0, 1);
    bool const bold = all_bold_ && block_.kind == Block::Kind::paragraph && block_.text.size() <= 90;
    if (bold && !block_.text.empty() && !block_.text.ends_with(':')) block_.kind = Block::Kind::heading;
    if (!block_.text.empty() || !block_.links.empty()) out_.push_back(std::move(block_));
    block_ = {};
    block_.line = line_;
  }

  void count_lines(std::string_view text) { line_ += static_cast<int>(std::count(text.begin(), text.end(), '\n')); }

  std::string_view html_;
  std::string lower_;
  std::size_t at_ = 0;
  Blocks out_;
  Block block_;
  Link link_;
  bool in_link_ = false, all_bold_ = false;
  std::size_t link_from_ = 0;
  std::vector<int> lists_;  ///< open lists: the number of the next item, 0 for bullets
  std::string silent_;      ///< the tag whose content is passed over
  int bold_ = 0, line_ = 1;
};

}  // namespace

Blocks read_html(std::string_view text) { return Page(text).read(); }

}  // namespace troth::intake
