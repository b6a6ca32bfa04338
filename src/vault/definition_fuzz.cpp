// parse_definition over arbitrary text: what it takes, it takes again from its own canonical text.
#include "base/check.h"
#include "vault/collection.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto const name = *CollectionName::parse("fuzz");
  auto const parsed = vault::parse_definition(name, 1, as_text(ByteView(data, size)));
  if (!parsed) return 0;
  TROTH_CHECK(parsed->fields.size() > 0 && parsed->fields.size() <= vault::Collection::kMaxFields);
  for (auto const& field : parsed->fields) {
    TROTH_CHECK(!field.purposes.empty() && !field.retention.text().empty());
    TROTH_CHECK(!field.indexed || field.type == vault::FieldType::text);
  }
  std::string const text = vault::definition_text(*parsed);
  auto const again = vault::parse_definition(name, 1, text);
  TROTH_CHECK(again.has_value() && vault::definition_text(*again) == text);
  return 0;
}
