#include "lifecycle/rotation_index.h"

#include <algorithm>
#include <map>

#include "lifecycle/rotation_tables.h"
#include "vault/blind_index.h"
#include "vault/facts.h"
#include "vault/sealing.h"
#include "vault/tables.h"

namespace troth::lifecycle {
namespace {

constexpr std::int64_t kPeople = 100;
constexpr std::size_t kTokens = 500;

using vault::Field;

/// One row of the index as it lies there.
struct Stale {
  explicit Stale(store::Row const& row)
      : collection(row[0].text()), record(row[1].id<RecordId>()), field(row[2].text()), token(row[3].bytes()) {}
  std::string collection;
  RecordId record;
  std::string field;
  Bytes token;
};

class Renewal {
 public:
  Renewal(vault::Context const& context, TenantId tenant, keys::IndexKey key)
      : context_(context), tenant_(tenant), key_(std::move(key)) {}

  /// The same value's token under the new key, or nothing where the record cannot be opened or has no such value.
  Result<> renew(SubjectId subject, std::vector<Stale> const& rows) {
    std::optional<RecordId> opened;
    http::JsonValue::Object members;
    for (auto const& row : rows) {
      if (opened != row.record) {
        auto found = open(subject, row);
        if (!found && found.error().code == Code::unavailable) return std::move(found).error();
        members = found ? std::move(*found) : http::JsonValue::Object{};
        opened = row.record;
      }
      auto const member = members.find(row.field);
      if (member == members.end() || !member->second.text()) continue;
      TROTH_TRY(auto field, field_of(row));
      auto const spelled =
          field ? vault::normalise(field->normaliser, *member->second.text()) : fail(Code::not_found, "");
      if (!spelled) continue;
      Bytes token = vault::BlindIndex::token(key_, *CollectionName::parse(row.collection), *field, *spelled);
      out_.push_back(
          {std::move(token), key_.version(), tenant_, row.collection, row.field, row.token, subject, row.record});
    }
    return {};
  }
  std::vector<store::Params>& tokens() { return out_; }

 private:
  /// Under the cell's own grant, for this person and collection.
  Result<http::JsonValue::Object> open(SubjectId subject, Stale const& at) {
    auto const name = CollectionName::parse(at.collection);
    if (!name) throw store::CorruptRow();
    TROTH_TRY(auto facts, vault::subject_facts(context_.snapshot, tenant_, subject));
    TROTH_TRY(vault::add_all_fields(context_.snapshot, tenant_, facts, *name));
    TROTH_TRY(auto row, context_.snapshot.one(vault::sql::select_record, {tenant_, subject, at.collection, at.record}));
    if (!row) return fail(Code::not_found, "there is nothing here");
    vault::RecordPlace const place{tenant_,
                                   subject,
                                   *name,
                                   at.record,
                                   static_cast<std::uint32_t>((*row)[0].integer()),
                                   static_cast<std::uint32_t>((*row)[1].integer())};
    auto const mask = facts.fields.asked;
    TROTH_TRY(auto grant,
              access::authorise_job(tenant_, act::Operation::administration, std::move(facts), context_.clock.now()));
    return vault::open_record(context_, grant, place, mask, (*row)[3].bytes());
  }

  /// Of any version of the collection: a field that was dropped keeps its tokens, and a name its normaliser.
  Result<std::optional<Field>> field_of(Stale const& row) {
    auto known = fields_.find(row.collection);
    if (known == fields_.end()) {
      std::vector<Field> all;
      TROTH_TRY(auto versions, context_.snapshot.query(vault::sql::select_collections, {tenant_, row.collection}));
      for (auto const& version : versions) {
        TROTH_TRY(auto parsed,
                  vault::parse_definition(*CollectionName::parse(row.collection),
                                          static_cast<std::uint32_t>(version[0].integer()), version[1].text()));
        all.insert(all.end(), parsed.fields.begin(), parsed.fields.end());
      }
      known = fields_.emplace(row.collection, std::move(all)).first;
    }
    auto const found =
        std::ranges::find_if(known->second, [&](Field const& field) { return field.name.text() == row.field; });
    return found == known->second.end() ? std::optional<Field>() : std::optional(*found);
  }

  vault::Context const& context_;
  TenantId tenant_;
  keys::IndexKey key_;
  std::map<std::string, std::vector<Field>> fields_;
  std::vector<store::Params> out_;
};

}  // namespace

Result<Retokened> retoken(vault::Context const& context, TenantId tenant, SubjectId after, std::uint32_t version) {
  TROTH_TRY(auto people, context.snapshot.query(sql::stale_people, {tenant, after, version, kPeople}));
  Retokened out;
  if (people.empty()) return out;
  TROTH_TRY(auto key, context.keyring.index(tenant));
  if (key.version() < version) return fail(Code::unavailable, "the new index key is not there yet");
  Renewal renewal(context, tenant, std::move(key));
  std::size_t seen = 0;
  out.reached = after;
  for (auto const& person : people) {
    auto const subject = person[0].id<SubjectId>();
    auto const room = static_cast<std::int64_t>(kTokens - seen);
    TROTH_TRY(auto rows, context.snapshot.query(sql::stale_tokens, {tenant, subject, version, room}));
    seen += rows.size();
    TROTH_TRY(renewal.renew(subject, std::vector<Stale>(rows.begin(), rows.end())));
    bool const more = seen >= kTokens;  // perhaps of this person: asked for again, unless nothing here can be renewed
    if (!more || renewal.tokens().empty()) out.reached = subject;
    if (more) break;
  }
  out.tokens = std::move(renewal.tokens());
  return out;
}

}  // namespace troth::lifecycle
