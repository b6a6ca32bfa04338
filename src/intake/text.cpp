#include "intake/text.h"

#include <array>

namespace troth::intake {
namespace {

/// What one character of UTF-8 folds to. Latin capitals with marks (C3 80 to C3 9E) lie 0x20 below their small letters.
struct Fold {
  std::string_view from, to;
};
constexpr std::array<Fold, 13> kFolds{{{"\xc2\xa0", " "},
                                       {"\xe2\x80\x90", "-"},
                                       {"\xe2\x80\x91", "-"},
                                       {"\xe2\x80\x92", "-"},
                                       {"\xe2\x80\x93", "-"},
                                       {"\xe2\x80\x94", "-"},
                                       {"\xe2\x80\x98", "'"},
                                       {"\xe2\x80\x99", "'"},
                                       {"\xe2\x80\x9c", "\""},
                                       {"\xe2\x80\x9d", "\""},
                                       {"\xe2\x80\x9e", "\""},
                                       {"\xe2\x80\xaf", " "},
                                       {"\xc2\xad", ""}}};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

void put(std::string& out, char c) {
  if (!is_space(c))
    out += c;
  else if (!out.empty() && out.back() != ' ')
    out += ' ';
}

Fold const* fold_at(std::string_view text) {
  for (auto const& fold : kFolds)
    if (text.starts_with(fold.from)) return &fold;
  return nullptr;
}

/// The length of a character that a reader does not see and a terminal might obey: U+0080 to U+009F, zero widths and
/// marks of direction; else 0.
std::size_t unseen(std::string_view at) {
  auto const byte = [&](std::size_t i) { return i < at.size() ? static_cast<unsigned char>(at[i]) : 0u; };
  if (byte(0) == 0xc2 && byte(1) < 0xa0) return 2;
  bool const marks = byte(1) == 0x80 && ((byte(2) >= 0x8b && byte(2) <= 0x8f) || (byte(2) >= 0xa8 && byte(2) <= 0xae));
  bool const isolates = byte(1) == 0x81 && byte(2) >= 0xa0 && byte(2) <= 0xaf;
  return byte(0) == 0xe2 && (marks || isolates) ? 3 : 0;
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto const c = text[at];
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c + 0x20);
    } else if (auto const* fold = static_cast<unsigned char>(c) < 0x80 ? nullptr : fold_at(text.substr(at, 3))) {
      for (char one : fold->to) put(out, one);
      at += fold->from.size() - 1;
    } else if (c == '\xc3' && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) <= 0x9e) {
      out.append(1, c).append(1, static_cast<char>(text[++at] + 0x20));
    } else {
      put(out, c);
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string tidy(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto const c = static_cast<unsigned char>(text[at]);
    if (auto const size = unseen(text.substr(at, 3)); size > 0) {
      at += size - 1;
    } else if (text.substr(at, 2) == "\xc2\xa0") {
      put(out, ' ');
      ++at;
    } else if (is_space(text[at]) || (c >= 0x20 && c != 0x7f)) {
      put(out, text[at]);
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<std::string_view> parts(std::string_view cell, char separator) {
  std::vector<std::string_view> out;
  while (true) {
    auto const bar = cell.find(separator);
    if (auto const part = cell.substr(0, bar); !part.empty()) out.push_back(part);
    if (bar == cell.npos) return out;
    cell.remove_prefix(bar + 1);
  }
}

std::string slug(std::string_view heading) {
  constexpr std::array<Fold, 4> kPlain{{{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"ß", "ss"}}};
  auto text = folded(heading);
  for (auto const& [from, to] : kPlain)
    for (auto at = text.find(from); at != text.npos; at = text.find(from)) text.replace(at, from.size(), to);
  std::string out;
  int count = 1;
  for (char c : text) {
    bool const letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter) out += c;
    if (letter || out.empty() || out.back() == '-') continue;
    if (++count > 4) break;
    out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.substr(0, 40);
}

}  // namespace troth::intake
