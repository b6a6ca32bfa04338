#include "vault/collection.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/definition_cache.h"
#include "vault/tables.h"

namespace troth::vault {
namespace {

constexpr std::string_view kTypes[] = {"text", "integer", "boolean", "timestamp"};
constexpr std::string_view kSensitivities[] = {"public", "internal", "personal", "special"};
constexpr std::string_view kNormalisers[] = {"exact", "email", "phone"};
constexpr std::string_view kCategories[] = {"contact",   "identity", "communication", "location",
                                            "financial", "health",   "technical",     "other"};

template <class Enum, std::size_t N>
Result<Enum> pick(std::string_view const (&words)[N], std::string_view word, std::string at) {
  for (std::size_t i = 0; i < N; ++i)
    if (words[i] == word) return static_cast<Enum>(i);
  std::string expected;
  for (auto w : words) expected += (expected.empty() ? "" : ", ") + std::string(w);
  return fail(Code::invalid, "not one of the words this takes", at + " (one of " + expected + ")");
}

template <class SomeName>
Result<SomeName> name_at(std::string_view text, std::string at) {
  auto name = SomeName::parse(text);
  if (!name)
    return fail(Code::invalid, "a name is a to z, 0 to 9, _ and -, starts with a letter, at most 40", std::move(at));
  return *name;
}

Result<Field> parse_field(http::JsonValue value, std::string const& at) {
  TROTH_TRY(auto reader, http::JsonReader::object(std::move(value), at));
  Field field;
  TROTH_TRY(std::string name, reader.text("name", 40));
  TROTH_TRY(field.name, name_at<FieldName>(name, at + "/name"));
  TROTH_TRY(std::string type, reader.text("type", 20));
  TROTH_TRY(field.type, pick<FieldType>(kTypes, type, at + "/type"));
  TROTH_TRY(std::string sensitivity, reader.text("sensitivity", 20));
  TROTH_TRY(field.sensitivity, pick<Sensitivity>(kSensitivities, sensitivity, at + "/sensitivity"));
  TROTH_TRY(auto purposes, reader.texts("purposes", 64, 40));
  for (auto const& purpose : purposes) {
    TROTH_TRY(auto parsed, name_at<PurposeName>(purpose, at + "/purposes"));
    field.purposes.push_back(parsed);
  }
  if (field.purposes.empty() && !TROTH_MUTANT("field-without-purpose"))
    return fail(Code::invalid, "a field names at least one purpose", at + "/purposes");
  if (reader.has("retention") || !TROTH_MUTANT("retention-optional")) {
    TROTH_TRY(std::string retention, reader.text("retention", 40));
    TROTH_TRY(field.retention, name_at<RetentionName>(retention, at + "/retention"));
  }
  TROTH_TRY(field.required, reader.boolean("required", false));
  TROTH_TRY(auto index, reader.maybe_text("index", 20));
  TROTH_TRY(auto category, reader.maybe_text("category", 20));
  TROTH_TRY(reader.done());
  if (category) {
    TROTH_TRY(field.category, pick<Category>(kCategories, *category, at + "/category"));
  }
  if (!index) return field;
  if (field.type != FieldType::text)
    return fail(Code::invalid, "an index over so few values would give them away; only text can be indexed",
                at + "/index");
  if (field.sensitivity == Sensitivity::special)
    return fail(Code::invalid, "a lookup confirms a value; special categories of data cannot be indexed",
                at + "/index");
  TROTH_TRY(field.normaliser, pick<Normaliser>(kNormalisers, *index, at + "/index"));
  field.indexed = true;
  return field;
}

}  // namespace

std::string_view name(Category category) { return kCategories[static_cast<std::size_t>(category)]; }
std::string_view name(Sensitivity sensitivity) { return kSensitivities[static_cast<std::size_t>(sensitivity)]; }

Result<Collection> parse_definition(CollectionName name, std::uint32_t version, std::string_view json) {
  TROTH_TRY(auto reader, http::JsonReader::object(json));
  TROTH_TRY(auto fields, reader.any("fields"));
  TROTH_TRY(reader.done());
  auto const* list = fields.array();
  if (!list || list->empty()) return fail(Code::invalid, "a collection has at least one field", "/fields");
  if (list->size() > Collection::kMaxFields)
    return fail(Code::invalid, "a collection has at most 64 fields", "/fields");
  std::vector<Field> out;
  for (std::size_t i = 0; i < list->size(); ++i) {
    std::string const at = "/fields/" + std::to_string(i);
    TROTH_TRY(Field field, parse_field((*list)[i], at));
    if (std::ranges::find(out, field.name, &Field::name) != out.end())
      return fail(Code::invalid, "the field is there twice", at + "/name");
    out.push_back(std::move(field));
  }
  return Collection{std::move(name), version, Fields(std::move(out))};
}

std::string definition_text(Collection const& collection) {
  Json json;
  json.object().key("fields").array();
  for (auto const& field : collection.fields) {
    json.object().member("name", field.name.text()).member("type", kTypes[static_cast<std::size_t>(field.type)]);
    json.member("sensitivity", kSensitivities[static_cast<std::size_t>(field.sensitivity)]).key("purposes").array();
    for (auto const& purpose : field.purposes) json.value(purpose.text());
    json.end().member("retention", field.retention.text()).member("required", field.required);
    if (field.indexed) json.member("index", kNormalisers[static_cast<std::size_t>(field.normaliser)]);
    if (field.category) json.member("category", name(*field.category));
    json.end();
  }
  return json.end().end().text();
}

std::optional<std::size_t> Collection::find(std::string_view field) const {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name.text() == field) return i;
  return std::nullopt;
}

access::FieldMask Collection::all() const {
  return fields.size() == kMaxFields ? ~access::FieldMask{0} : (access::FieldMask{1} << fields.size()) - 1;
}

access::FieldMask Collection::allowed(PurposeName const& purpose) const {
  if (TROTH_MUTANT("purpose-reaches-all")) return all();
  access::FieldMask mask = 0;
  for (std::size_t i = 0; i < fields.size(); ++i)
    for (auto const& allowed : fields[i].purposes)
      if (allowed == purpose) mask |= access::FieldMask{1} << i;
  return mask;
}

Result<access::FieldMask> Collection::mask(std::vector<std::string> const& names) const {
  access::FieldMask mask = 0;
  for (auto const& wanted : names) {
    auto index = find(wanted);
    if (!index) return fail(Code::invalid, "the collection has no such field", "fields=" + wanted);
    mask |= access::FieldMask{1} << *index;
  }
  return mask;
}

std::vector<std::string> Collection::names(access::FieldMask mask) const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (mask >> i & 1) out.push_back(fields[i].name.text());
  return out;
}

Result<Collection> load_collection(store::Reader& snapshot, TenantId tenant, CollectionName const& name) {
  TROTH_TRY(auto row, snapshot.one(sql::select_collection, {tenant, name.text()}));
  if (!row) return fail(Code::not_found, "the tenant has no such collection", name.text());
  TROTH_TRY(auto fields, fields_of((*row)[1].text()));
  return Collection{name, static_cast<std::uint32_t>((*row)[0].integer()), std::move(fields)};
}

Result<Collection> load_collection(store::Reader& snapshot, TenantId tenant, CollectionName const& name,
                                   std::uint32_t version) {
  TROTH_TRY(auto row, snapshot.one(sql::select_collection_at, {tenant, name.text(), version}));
  if (!row) return fail(Code::corrupt, "a record names a collection version that is not there", name.text());
  TROTH_TRY(auto fields, fields_of((*row)[0].text()));
  return Collection{name, version, std::move(fields)};
}

}  // namespace troth::vault
