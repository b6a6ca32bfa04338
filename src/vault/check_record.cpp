#include "base/clock.h"
#include "base/mutant.h"
#include "vault/blind_index.h"
#include "vault/card_numbers.h"
#include "vault/collection.h"

namespace troth::vault {
namespace {

constexpr std::size_t kMaxText = 16u << 10;

Result<> check_value(Field const& field, http::JsonValue const& value, std::string const& at) {
  switch (field.type) {
    case FieldType::text:
      if (!value.text()) return fail(Code::invalid, "this field holds text", at);
      if (value.text()->size() > kMaxText) return fail(Code::too_large, "a text field holds at most 16 KiB", at);
      if (!card_numbers(*value.text()).empty())
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
