#include "base/clock.h"
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

/// Whether a run of 13 to 19 digits, single spaces or hyphens between them, has the shape and check digit of a card
/// number. Leading digits as issued: 2, 3, 4, 5, 6. A long run that merely contains one (a UUID, a hash) is not taken
/// for it.
bool holds_card_number(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i]) || (i > 0 && (is_digit(text[i - 1]) || text[i - 1] == '+'))) {
      ++i;
      continue;
    }
    std::string digits;
    std::size_t end = i;
    for (; end < text.size() && digits.size() <= 19; ++end) {
      if (is_digit(text[end]))
        digits.push_back(text[end]);
      else if (!((text[end] == ' ' || text[end] == '-') && end + 1 < text.size() && is_digit(text[end + 1])))
        break;
    }
    bool const shape = digits.size() >= 13 && digits.size() <= 19 && digits[0] >= '2' && digits[0] <= '6';
    if (shape && passes_luhn(digits)) return true;
    i = end;
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
