#include "intake/html_tag.h"

#include <algorithm>

#include "intake/entities.h"
#include "intake/text.h"

namespace troth::intake {

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
  return text;
}

Tag::Tag(std::string_view text) {
  if (text.starts_with('/')) closes = true, text.remove_prefix(1);
  auto const end = text.find_first_of(" \t\r\n/");
  name = folded(text.substr(0, end));
  if (end != text.npos) inside = text.substr(end);
}

std::optional<std::string> Tag::attribute(std::string_view wanted) const {
  auto const low = lowered(inside);
  auto at = find_phrase(low, wanted);
  while (at != low.npos && (at == 0 || low[at - 1] == '-')) at = find_phrase(low, wanted, at + 1);  // data-href
  if (at == low.npos) return std::nullopt;
  at = inside.find_first_not_of(" \t\r\n", at + wanted.size());
  if (at == inside.npos || inside[at] != '=') return std::string();
  at = inside.find_first_not_of(" \t\r\n", at + 1);
  if (at == inside.npos) return std::string();
  auto const quote = inside[at] == '"' || inside[at] == '\'' ? inside[at] : '\0';
  auto const end = quote ? inside.find(quote, at + 1) : inside.find_first_of(" \t\r\n", at);
  auto const from = quote ? at + 1 : at;
  return tidy(with_letters(std::string_view(inside).substr(from, end == inside.npos ? end : end - from)));
}

}  // namespace troth::intake
