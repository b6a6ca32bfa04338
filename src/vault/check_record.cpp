#include <algorithm>

#include "base/clock.h"
#include "base/mutant.h"
#include "vault/blind_index.h"
#include "vault/collection.h"

namespace troth::vault {
namespace {

constexpr std::size_t kMaxText = 16u << 10;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

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
  if (digits.size() < 13 || digits.size() > 19) return false;
  bool const issued = digits[0] == '2' ? digits[1] >= '2' && digits[1] <= '7' : digits[0] >= '3' && digits[0] <= '6';
  return issued && passes_luhn(digits);
}

/// The groups of digits at the start of `text`, single spaces or hyphens between them; `end` is set behind the last.
std::vector<std::string_view> digit_groups(std::string_view text, std::size_t& end) {
  std::vector<std::string_view> out;
  for (std::size_t begin = 0;; begin = end + 1) {
    end = begin;
    while (end < text.size() && is_digit(text[end])) ++end;
    out.push_back(text.substr(begin, end - begin));
    bool const separated = end + 1 < text.size() && (text[end] == ' ' || text[end] == '-') && is_digit(text[end + 1]);
    if (!separated) return out;
  }
}

/// Whether some neighbouring groups are a card number together: one may follow another number. Cards are printed in
/// groups of three digits and more; somebody who counts to twelve in a chat is not refused.
bool holds_card_number(std::vector<std::string_view> const& groups) {
  for (std::size_t first = 0; first < groups.size(); ++first) {
    std::string digits;
    for (std::size_t last = first; last < groups.size() && digits.size() <= 19; ++last) {
      if (groups[last].size() < 3) break;
      if (is_card_number(digits += groups[last])) return true;
    }
  }
  return false;
}

bool holds_card_number(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (auto const opaque = opaque_word(text, i); opaque > 0) {
      i += opaque;
    } else if (!is_digit(text[i])) {
      ++i;
    } else {
      std::size_t size = 0;
      auto const groups = digit_groups(text.substr(i), size);
      bool const phone = i > 0 && text[i - 1] == '+';
      if (!phone && holds_card_number(groups)) return true;
      i += size;
    }
  }
  return false;
}

Result<> check_value(Field const& field, http::JsonValue const& value, std::string const& at) {
  switch (field.type) {
    case FieldType::text:
      if (!value.text()) return fail(Code::invalid, "this field holds text", at);
      if (value.text()->size() > kMaxText) return fail(Code::too_large, "a text field holds at most 16 KiB", at);
      if (holds_card_number(*value.text()))
        return fail(Code::invalid, "this looks like a payment card number; the vault does not take those", at);
      if (!field.indexed) return {};
      if (auto spelled = normalise(field.normaliser, *value.text()); !spelled)
        return fail(Code::invalid, spelled.error().message, at);
      return {};
    case FieldType::integer:
      if (!value.integer()) return fail(Code::invalid, "this field holds an integer", at);
      return {};
    case FieldType::boolean:
      if (!value.boolean()) return fail(Code::invalid, "this field holds true or false", at);
      return {};
    case FieldType::timestamp:
      if (!value.text() || !parse_rfc3339(*value.text()))
        return fail(Code::invalid, "this field holds a UTC time like 2026-11-22T09:30:00Z", at);
      return {};
  }
  TROTH_CHECK(false);
  return {};
}

}  // namespace

Result<http::JsonValue::Object> check_record(Collection const& collection, http::JsonValue::Object members,
                                             bool partial) {
  for (auto const& [name, value] : members) {
    auto index = collection.find(name);
    if (!index && TROTH_MUTANT("undeclared-field-taken")) continue;
    if (!index) return fail(Code::invalid, "the collection does not declare this field", "/" + name);
    TROTH_TRY(check_value(collection.fields[*index], value, "/" + name));
  }
  for (auto const& field : collection.fields)
    if (field.required && !partial && !members.contains(field.name.text()))
      return fail(Code::invalid, "a required field is missing", "/" + field.name.text());
  if (members.empty()) return fail(Code::invalid, "a record has at least one field");
  return members;
}

}  // namespace troth::vault
