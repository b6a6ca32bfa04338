#pragma once
#include <memory>
#include <string>
#include <vector>

#include "access/facts.h"
#include "base/result.h"
#include "http/json.h"
#include "store/reader.h"

namespace troth::vault {

enum class FieldType : std::uint8_t { text, integer, boolean, timestamp };
enum class Sensitivity : std::uint8_t { public_, internal, personal, special };
enum class Normaliser : std::uint8_t { exact, email, phone };
/// What kind of personal data a field holds, as a privacy notice names it (GDPR Art. 30(1)(c)).
enum class Category : std::uint8_t { contact, identity, communication, location, financial, health, technical, other };

std::string_view name(Category category);
std::string_view name(Sensitivity sensitivity);

/// One typed field of a collection. None can be saved without sensitivity, purposes and a retention class (TE-1.4).
struct Field {
  FieldName name;
  FieldType type = FieldType::text;
  Sensitivity sensitivity = Sensitivity::personal;
  std::vector<PurposeName> purposes;
  RetentionName retention;
  bool required = false;
  bool indexed = false;                       ///< may be looked up by equal value
  Normaliser normaliser = Normaliser::exact;  ///< how the index spells it
  std::optional<Category> category = {};      ///< none in definitions from before there were categories
};

/// The fields of one definition, in its order. Never changed once made, so all who read it share it.
class Fields {
 public:
  Fields() = default;
  explicit Fields(std::vector<Field> fields) : list_(std::make_shared<std::vector<Field> const>(std::move(fields))) {}
  std::size_t size() const { return list_ ? list_->size() : 0; }
  Field const& operator[](std::size_t index) const { return (*list_)[index]; }
  Field const* begin() const { return list_ ? list_->data() : nullptr; }
  Field const* end() const { return begin() + size(); }

 private:
  std::shared_ptr<std::vector<Field> const> list_;
};

/// A structure as of one version. Immutable: a change is a new version; records keep the version they were sealed
/// under.
struct Collection {
  static constexpr std::size_t kMaxFields = 64;
  CollectionName name;
  std::uint32_t version = 1;
  Fields fields;

  std::optional<std::size_t> find(std::string_view field) const;
  access::FieldMask all() const;
  access::FieldMask allowed(PurposeName const& purpose) const;
  /// The mask of the named fields; invalid names the one that is not there.
  Result<access::FieldMask> mask(std::vector<std::string> const& names) const;
  std::vector<std::string> names(access::FieldMask mask) const;
};

/// Reads a definition:
/// {"fields":[{"name","type","sensitivity","purposes","retention","required","index","category"}…]}, the last three
/// optional. Refuses a field without purpose, retention class or sensitivity, an index on what is no text, and more
/// than 64 fields.
Result<Collection> parse_definition(CollectionName name, std::uint32_t version, std::string_view json);
/// The canonical text that is stored.
std::string definition_text(Collection const& collection);

/// The newest version, or that of `version`; not_found if there is none.
Result<Collection> load_collection(store::Reader& snapshot, TenantId tenant, CollectionName const& name);
Result<Collection> load_collection(store::Reader& snapshot, TenantId tenant, CollectionName const& name,
                                   std::uint32_t version);

/// Checks a record's members against the structure and gives them back: undeclared, missing, mistyped or over-long ones
/// are invalid with their JSON pointer; card numbers (Luhn) are refused in every text field (TE-1.1).
Result<http::JsonValue::Object> check_record(Collection const& collection, http::JsonValue::Object members,
                                             bool partial);

}  // namespace troth::vault
