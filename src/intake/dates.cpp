#include <cstdio>
#include <cstdlib>

#include "intake/lints.h"

namespace troth::intake {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes one or two digits (or four) and the separator after them.
int take(std::string_view& text, std::size_t most, char separator) {
  std::size_t size = 0;
  while (size < text.size() && size <= most && is_digit(text[size])) ++size;
  if (size == 0 || size > most) return -1;
  int out = 0;
  for (char c : text.substr(0, size)) out = out * 10 + (c - '0');
  text.remove_prefix(size);
  if (separator == 0) return text.empty() || !is_digit(text.front()) ? out : -1;
  if (text.empty() || text.front() != separator) return -1;
  text.remove_prefix(1);
  return out;
}

std::string iso(int year, int month, int day) {
  char out[40];
  std::snprintf(out, sizeof out, "%04d-%02d-%02d", year, month, day);
  return out;
}

}  // namespace

std::vector<Lint> date_lints(Passage const& passage) {
  std::vector<Lint> out;
  std::string_view const text = passage.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at]) || (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '.'))) continue;
    for (char separator : {'.', '/', '-'}) {
      auto rest = text.substr(at);
      int const first = take(rest, 2, separator);
      int const second = first < 0 ? -1 : take(rest, 2, separator);
      int const year = second < 0 ? -1 : take(rest, 4, 0);
      if (year < 1900 || first < 1 || second < 1 || first > 12 || second > 12 || first == second) continue;
      auto lint = lint_of(passage, "date", Severity::note);
      lint.words = text.substr(at, text.size() - at - rest.size());
      lint.sentence = passage.text;
      lint.says = "reads as " + iso(year, second, first) + " or as " + iso(year, first, second);
      lint.mend = "write the date with the year first";
      out.push_back(std::move(lint));
    }
  }
  return out;
}

}  // namespace troth::intake
