#include "intake/entities.h"

#include <array>
#include <charconv>

namespace troth::intake {
namespace {

struct Entity {
  std::string_view name, letters;
};
constexpr std::array<Entity, 24> kEntities{
    {{"amp", "&"},   {"lt", "<"},    {"gt", ">"},    {"quot", "\""},  {"apos", "'"},  {"nbsp", " "},
     {"auml", "ä"},  {"ouml", "ö"},  {"uuml", "ü"},  {"Auml", "Ä"},   {"Ouml", "Ö"},  {"Uuml", "Ü"},
     {"szlig", "ß"}, {"ndash", "–"}, {"mdash", "—"}, {"lsquo", "‘"},  {"rsquo", "’"}, {"ldquo", "“"},
     {"rdquo", "”"}, {"bdquo", "„"}, {"bull", "•"},  {"hellip", "…"}, {"sect", "§"},  {"shy", ""}}};

std::string utf8(unsigned long code) {
  if (code < 0x20 || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) return " ";
  auto const tail = [&](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xc0 | code >> 6), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xe0 | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | code >> 18), tail(12), tail(6), tail(0)};
}

std::optional<std::string> letters_of(std::string_view name) {
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    bool const hex = name.starts_with('x') || name.starts_with('X');
    if (hex) name.remove_prefix(1);
    unsigned long code = 0;
    auto const [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
    if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return utf8(code);
  }
  for (auto const& entity : kEntities)
    if (entity.name == name) return std::string(entity.letters);
  return std::nullopt;
}

}  // namespace

std::string with_letters(std::string_view html) {
  std::string out;
  while (true) {
    auto const start = html.find('&');
    out.append(html.substr(0, start));
    if (start == html.npos) return out;
    html.remove_prefix(start);
    auto const end = html.substr(0, 12).find(';');
    auto const letters = end == html.npos ? std::nullopt : letters_of(html.substr(1, end - 1));
    out.append(letters ? *letters : "&");
    html.remove_prefix(letters ? end + 1 : 1);
  }
}

}  // namespace troth::intake
