#include "vault/sealing.h"

#include <algorithm>

#include "base/mutant.h"

#include "vault/blind_index.h"
#include "vault/tables.h"

namespace troth::vault {
namespace {

Result<std::int64_t> retention_days(Context const& context, TenantId tenant, RetentionName const& name) {
  TROTH_TRY(auto row, context.snapshot.one(sql::select_retention, {tenant, name.text()}));
  if (!row) return fail(Code::corrupt, "a field names a retention class that is not there", name.text());
  auto const days = (*row)[0].integer();
  if (days < 1 || days > 3650) return fail(Code::corrupt, "a retention class is outside what can be defined");
  return days;
}

}  // namespace

Result<Sealing> Sealing::prepare(Context const& context, TenantId tenant, CollectionName const& name) {
  Sealing out;
  TROTH_TRY(out.collection_, load_collection(context.snapshot, tenant, name));
  std::vector<RetentionName> known;  // fields mostly share a class: each is asked for once
  for (auto const& field : out.collection_.fields) {
    if (field.indexed && !out.index_) {
      TROTH_TRY(out.index_, context.keyring.index(tenant));
    }
    if (std::ranges::find(known, field.retention) != known.end()) continue;
    known.push_back(field.retention);
    TROTH_TRY(auto const days, retention_days(context, tenant, field.retention));
    out.retention_ =
        std::max<Duration>(out.retention_, std::chrono::days(TROTH_MUTANT("retention-end-forgotten") ? 3650 : days));
  }
  return out;
}

Result<SealedRecord> Sealing::seal(Context const& context, access::Grant const& grant, SubjectId subject,
                                   keys::SubjectKey const& key, RecordId record, std::uint32_t version,
                                   http::JsonValue::Object const& members) const {
  SealedRecord out;
  out.place = {grant.tenant(), subject, collection_.name, record, version, collection_.version};
  out.key_version = key.version();
  out.at = context.clock.now();
  out.retain_until = out.at + retention_;
  if (index_) out.index_version = index_->version();
  for (auto const& field : collection_.fields) {
    auto member = members.find(field.name.text());
    if (!field.indexed || member == members.end()) continue;
    TROTH_TRY(std::string spelled, normalise(field.normaliser, *member->second.text()));
    out.tokens.emplace_back(field.name.text(), BlindIndex::token(*index_, collection_.name, field, spelled));
  }
  std::string plaintext = http::JsonValue(members).dump();
  auto envelope =
      RecordCipher::seal(grant, context.keyring.cell(), key, out.place, as_bytes(plaintext), context.random);
  explicit_bzero(plaintext.data(), plaintext.size());
  if (!envelope) return std::move(envelope).error();
  out.envelope = std::move(*envelope);
  out.envelope_hash = crypto::sha256(out.envelope);
  return out;
}

store::Params record_row(SealedRecord const& sealed) {
  auto const& place = sealed.place;
  return {place.tenant,  place.subject, place.collection.text(), place.record,
          place.version, place.schema,  sealed.key_version,      sealed.envelope,
          sealed.at,     sealed.at,     sealed.retain_until};
}

std::vector<store::Params> index_rows(SealedRecord const& sealed) {
  std::vector<store::Params> out;
  auto const& place = sealed.place;
  for (auto const& [field, token] : sealed.tokens)
    out.push_back(
        {place.tenant, place.collection.text(), field, token, place.subject, place.record, sealed.index_version});
  return out;
}

Result<http::JsonValue::Object> open_record(Context const& context, access::Grant const& grant,
                                            RecordPlace const& place, access::FieldMask mask, ByteView envelope) {
  TROTH_TRY(grant.alive(context.clock.now()));
  TROTH_TRY(std::uint32_t version, RecordCipher::key_version(envelope));
  TROTH_TRY(auto key, context.keyring.subject(place.tenant, place.subject, version));
  TROTH_TRY(Secret plaintext, RecordCipher::open(grant, context.keyring.cell(), key, place, mask, envelope));
  TROTH_TRY(auto value, http::parse_json(as_text(plaintext.view())));
  if (!value.object()) return fail(Code::corrupt, "a record does not hold an object");
  return *value.object();
}

}  // namespace troth::vault
