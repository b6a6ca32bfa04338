#include "intake/looks.h"

#include <algorithm>

#include "intake/text.h"

namespace troth::intake {

bool continues(std::string_view text) { return !text.empty() && text.front() >= 'a' && text.front() <= 'z'; }
bool label(std::string_view text) { return text.ends_with(':') && text.size() <= 60; }

bool title(std::string_view text) {
  return !text.empty() && text.size() <= 90 && std::string_view(".;:,!?").find(text.back()) == std::string_view::npos;
}

bool value(Block const& next) {
  return next.kind == Block::Kind::paragraph &&
         (continues(next.text) || (title(next.text) && next.text.find(':') == std::string::npos));
}

bool metadata(std::string_view text) {
  auto const colon = text.find(": ");
  return colon != text.npos && colon <= 30 && text.size() <= 70 && text.back() != '.';
}

std::string short_title(std::string_view text) {
  auto end = text.find_first_of(":;.(", 1);
  if (auto const comma = text.find(','); comma != text.npos && words(text.substr(0, comma)).size() > 3)
    end = std::min(end, comma);
  auto out = std::string(text.substr(0, end));
  if (out.size() > 64) out = out.substr(0, out.rfind(' ', 64));
  while (!out.empty() && (out.back() == ' ' || static_cast<unsigned char>(out.back()) >= 0xc0)) out.pop_back();
  return out;
}

}  // namespace troth::intake
