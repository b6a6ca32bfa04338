#include <algorithm>
#include <array>

#include "intake/text.h"

namespace troth::intake {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The end of `phrase` where it begins at `at`; npos if it does not.
std::size_t matched(std::string_view text, std::size_t at, std::string_view phrase) {
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    if (phrase[i] == '*') {
      while (at < text.size() && is_letter(text[at])) ++at;
    } else if (at >= text.size() || text[at++] != phrase[i]) {
      return text.npos;
    }
  }
  return at < text.size() && is_letter(text[at]) && is_letter(text[at - 1]) ? text.npos : at;
}

/// Words before a full stop that ends no sentence.
constexpr std::array<std::string_view, 19> kAbbreviations{"art", "no",   "nr",  "abs", "e.g", "i.e", "z.b",
                                                          "z",   "b",    "bzw", "ca",  "inc", "ltd", "sp",
                                                          "vgl", "incl", "lit", "ggf", "o.o"};

bool abbreviation(std::string_view before) {
  auto const start = before.find_last_of(" (");
  auto const word = folded(start == before.npos ? before : before.substr(start + 1));
  return word.size() == 1 || std::find(kAbbreviations.begin(), kAbbreviations.end(), word) != kAbbreviations.end();
}

bool ends_sentence(std::string_view text, std::size_t at) {
  auto const c = text[at];
  if (c != '.' && c != '!' && c != '?' && c != ';') return false;
  if (at + 1 == text.size()) return true;
  if (text[at + 1] != ' ') return false;
  if (c == ';') return true;
  auto const next = at + 2 < text.size() ? text[at + 2] : 'A';
  if (next != '"' && !(next >= 'A' && next <= 'Z') && static_cast<unsigned char>(next) < 0x80) return false;
  return c != '.' || !abbreviation(text.substr(0, at));
}

}  // namespace

bool word_start(std::string_view text, std::size_t at) {
  return is_letter(text[at]) && (at == 0 || !is_letter(text[at - 1]));
}

std::size_t match_at(std::string_view text, std::size_t at, std::string_view phrase) {
  if (at > 0 && is_letter(text[at - 1]) && is_letter(phrase.front())) return 0;
  auto const end = matched(text, at, phrase);
  return end == text.npos ? 0 : end - at;
}

std::size_t find_phrase(std::string_view text, std::string_view phrase, std::size_t from, std::size_t* length) {
  if (phrase.empty()) return text.npos;
  for (auto at = text.find(phrase.front(), from); at != text.npos; at = text.find(phrase.front(), at + 1)) {
    auto const size = match_at(text, at, phrase);
    if (size == 0) continue;
    if (length) *length = size;
    return at;
  }
  return text.npos;
}

bool has_any(std::string_view text, std::string_view phrases) {
  auto const all = parts(phrases);
  return std::any_of(all.begin(), all.end(), [&](std::string_view phrase) { return has(text, phrase); });
}

std::vector<std::string> sentences(std::string_view text) {
  std::vector<std::string> out;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!ends_sentence(text, at)) continue;
    if (auto one = tidy(text.substr(start, at + 1 - start)); !one.empty()) out.push_back(std::move(one));
    start = at + 1;
  }
  if (auto rest = tidy(text.substr(start)); !rest.empty()) out.push_back(std::move(rest));
  return out;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out(1);
  for (char c : text) {
    if (is_letter(c))
      out.back() += c;
    else if (!out.back().empty())
      out.emplace_back();
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

}  // namespace troth::intake
