#include "vault/card_numbers.h"

#include <algorithm>

#include "base/mutant.h"

namespace troth::vault {
namespace {

constexpr std::size_t kShown = 4;
constexpr std::ptrdiff_t kLeastDigits = 13, kMostDigits = 19;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// ISO/IEC 7812 check digit over `digits`.
bool passes_luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int value = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1 && (value *= 2) > 9) value -= 9;
    sum += value;
  }
  return sum % 10 == 0;
}

/// The length of the word at `at` if it is a UUID or a hash (24 hexadecimal digits or more, a letter among them), else
/// 0: one in ten of their runs of digits has the check digit of a card number by chance.
std::size_t opaque_word(std::string_view text, std::size_t at) {
  constexpr std::string_view kUuid = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
  if (at > 0 && is_hex(text[at - 1])) return 0;
  text.remove_prefix(at);
  auto fits = [](char shape, char c) { return shape == 'h' ? is_hex(c) : shape == c; };
  std::string_view const word = text.substr(0, kUuid.size());
  if (word.size() == kUuid.size() && std::equal(kUuid.begin(), kUuid.end(), word.begin(), fits)) return word.size();
  auto const end = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_hex) - text.begin());
  return end >= 24 && !std::all_of(text.begin(), text.begin() + std::ptrdiff_t(end), is_digit) ? end : 0;
}

/// 13 to 19 digits with the check digit and a leading number as issued: 22 to 27 (never a year), 3, 4, 5, 6.
bool is_card_number(std::string_view digits) {
  if (std::ssize(digits) < kLeastDigits || std::ssize(digits) > kMostDigits) return false;
  bool const issued = digits[0] == '2' ? digits[1] >= '2' && digits[1] <= '7' : digits[0] >= '3' && digits[0] <= '6';
  return issued && passes_luhn(digits);
}

/// The groups of digits from `begin` on, single spaces or hyphens between them.
std::vector<Stretch> digit_groups(std::string_view text, std::size_t begin) {
  std::vector<Stretch> out;
  for (;; begin = out.back().end + 1) {
    std::size_t end = begin;
    while (end < text.size() && is_digit(text[end])) ++end;
    out.push_back({begin, end});
    bool const separated = end + 1 < text.size() && (text[end] == ' ' || text[end] == '-') && is_digit(text[end + 1]);
    if (!separated) return out;
  }
}

/// Adds the neighbouring groups that are a card number together: one may follow another number. Cards are printed in
/// groups of three digits and more; somebody who counts to twelve in a chat is not refused.
void add_cards(std::string_view text, std::vector<Stretch> const& groups, std::vector<Stretch>& out) {
  for (std::size_t first = 0; first < groups.size(); ++first) {
    std::string digits;
    for (std::size_t last = first; last < groups.size() && std::ssize(digits) <= kMostDigits; ++last) {
      auto const [begin, end] = groups[last];
      if (end - begin < 3) break;
      if (!is_card_number(digits += text.substr(begin, end - begin))) continue;
      out.push_back({groups[first].begin, end});
      first = last;
      break;
    }
  }
}

}  // namespace

std::vector<Stretch> card_numbers(std::string_view text) {
  std::vector<Stretch> out;
  if (std::ranges::count_if(text, is_digit) < kLeastDigits || TROTH_MUTANT("card-taken")) return out;
  for (std::size_t i = 0; i < text.size();) {
    if (auto const opaque = opaque_word(text, i); opaque > 0) {
      i += opaque;
    } else if (!is_digit(text[i])) {
      ++i;
    } else {
      auto const groups = digit_groups(text, i);
      bool const phone = i > 0 && text[i - 1] == '+';
      if (!phone) add_cards(text, groups, out);
      i = groups.back().end;
    }
  }
  return out;
}

std::string mask_card_numbers(std::string text) {
  for (auto const [begin, end] : card_numbers(text)) {
    std::size_t shown = 0;
    for (std::size_t i = end; i-- > begin;)
      if (is_digit(text[i]) && ++shown > kShown) text[i] = '*';
  }
  return text;
}

}  // namespace troth::vault
