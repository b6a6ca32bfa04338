#include <algorithm>

#include "intake/block.h"
#include "intake/text.h"

namespace troth::intake {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// A heading is short and no sentence.
bool headline(std::string_view text) {
  return !text.empty() && text.size() <= 90 && std::string_view(".;:,!?").find(text.back()) == std::string_view::npos;
}

}  // namespace

std::string take_number(std::string& text) {
  std::size_t at = 0, dots = 0;
  while (at < text.size() && is_digit(text[at])) {
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at + 1 >= text.size() || text[at] != '.' || !is_digit(text[at + 1])) break;
    ++at, ++dots;
  }
  auto const number = text.substr(0, at);
  if (number.empty() || number.size() > 12) return "";
  bool const closed = at < text.size() && (text[at] == '.' || text[at] == ')');
  if (closed) ++at;
  if (at >= text.size() || text[at] != ' ' ||
      (!closed && dots == 0 && !is_upper(text[at + 1 < text.size() ? at + 1 : at])))
    return "";
  text = tidy(text.substr(at));
  return number;
}

Blocks with_headings(Blocks blocks) {
  Blocks out;
  for (auto& block : blocks) {
    bool const number_alone = block.kind == Block::Kind::heading && !block.number.empty();
    if (block.text.empty() && !number_alone) block.kind = Block::Kind::paragraph;  // a link around nothing
    auto text = block.text;
    auto number = block.kind == Block::Kind::item || !block.number.empty() ? "" : take_number(text);
    bool const deep = number.find('.') != number.npos;
    if (block.kind == Block::Kind::heading) {
      if (!number.empty()) block.number = number, block.text = text;
      out.push_back(std::move(block));
    } else if (deep && headline(text)) {
      out.push_back({Block::Kind::heading, 1, number, text, {}, block.line});
    } else if (deep) {  // "3.2 A whole sentence."
      out.push_back({Block::Kind::heading, 1, number, "", {}, block.line});
      block.text = text;
      out.push_back(std::move(block));
    } else {
      out.push_back(std::move(block));
    }
  }
  return out;
}

Blocks read(std::string_view name, std::string_view text) {
  auto const low = folded(name);
  if (low.ends_with(".md") || low.ends_with(".markdown")) return with_headings(read_markdown(text));
  if (low.ends_with(".html") || low.ends_with(".htm")) return with_headings(read_html(text));
  auto const looks = folded(text.substr(0, 4096));
  for (std::string_view tag : {"<!doctype html", "<html", "<body", "<h1", "<h2", "<p>", "<li>", "<div"})
    if (looks.find(tag) != looks.npos) return with_headings(read_html(text));
  for (std::string_view mark : {"\n# ", "\n## ", "\n### ", "\n#### "})
    if (("\n" + std::string(text)).find(mark) != std::string::npos) return with_headings(read_markdown(text));
  return with_headings(read_plain(text));
}

}  // namespace troth::intake
