#include "vault/identity.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/mutant.h"
#include "crypto/hash.h"
#include "vault/blind_index.h"
#include "vault/links_tables.h"
#include "vault/own.h"

namespace troth::vault {
namespace {

constexpr std::size_t kHexDigits = 64;

/// As the tenant's server gets it: 64 hex digits, themselves the key of its HMACs.
Secret secret_of(keys::IndexKey const& key, std::int64_t version) {
  Bytes raw = BlindIndex::body_mac(key, "identity-secret/v1", std::to_string(version));
  std::string text = hex(raw);
  Secret out = Secret::copy_of(as_bytes(text));
  explicit_bzero(text.data(), text.size());
  explicit_bzero(raw.data(), raw.size());
  return out;
}

/// The index key that the present secret was derived from; a rotation since has made newer ones.
Result<keys::IndexKey> key_of(Context const& context, TenantId tenant, std::int64_t version) {
  TROTH_TRY(auto keys, context.keyring.indexes(tenant));
  for (auto& key : keys)
    if (key.version() == version) return std::move(key);
  return fail(Code::conflict, "the tenant's keys were rotated since: PUT identity-secret makes a new secret");
}

bool is_lower_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<> check_hmac(Secret const& secret, std::string_view identity, std::string_view sent) {
  bool const whole = sent.size() == kHexDigits || (TROTH_MUTANT("hmac-prefix-accepted") && sent.size() >= 8);
  if (!whole || !is_lower_hex(sent))
    return fail(Code::invalid, "send the whole HMAC-SHA256 of the identity: 64 hex digits in lower case", "/hmac");
  std::string const right = hex(crypto::hmac_sha256(secret.view(), as_bytes(identity)));
  if (!crypto::equal_constant_time(as_bytes(std::string_view(right).substr(0, sent.size())), as_bytes(sent)))
    return fail(Code::denied, "this is not the HMAC of this identity under the tenant's present secret", "/hmac");
  return {};
}

/// Who was linked because both are one identity cannot become somebody else under the link.
Result<> must_not_be_linked_as_another(Context const& context, TenantId tenant, SubjectId subject, ByteView token) {
  TROTH_TRY(auto row, context.snapshot.one(sql::select_identity, {tenant, subject}));
  if (!row || crypto::equal_constant_time((*row)[0].bytes(), token)) return {};
  TROTH_TRY(auto links, context.snapshot.query(sql::link_from, {tenant, subject}));
  TROTH_TRY(auto more, context.snapshot.query(sql::links_into, {tenant, subject}));
  links.insert(links.end(), more.begin(), more.end());
  if (std::ranges::none_of(links, [](auto const& link) { return link[1].text() == "identity"; })) return {};
  return fail(Code::conflict, "the subject is linked for another identity: undo that link first", "/identity");
}

}  // namespace

Result<Decision> make_identity_secret(Context const& context, access::Grant const& grant) {
  TROTH_TRY(not_from_outside(grant));
  TROTH_TRY(auto row, context.snapshot.one(sql::select_identity_secret, {grant.tenant()}));
  std::int64_t const version = row ? (*row)[0].integer() + 1 : 1;
  TROTH_TRY(auto key, context.keyring.index(grant.tenant()));
  Secret const secret = secret_of(key, version);
  Json what, answer;
  what.object().member("identity_secret", version).end();
  answer.object().member("version", version).member("secret", as_text(secret.view())).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::set_identity_secret, {grant.tenant(), version, key.version(), context.clock.now()});
  return Decision{std::move(set), reply(201, answer.text())};
}

Result<Decision> verify_identity(Context const& context, access::Grant const& grant, std::string_view identity,
                                 std::string_view hmac) {
  if (identity.empty()) return fail(Code::invalid, "name the identity: an opaque id or an e-mail address", "/identity");
  TenantId const tenant = grant.tenant();
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(auto row, context.snapshot.one(sql::select_identity_secret, {tenant}));
  if (!row) return fail(Code::conflict, "the tenant has no secret for this yet: PUT identity-secret makes one");
  auto const version = (*row)[0].integer();
  TROTH_TRY(auto key, key_of(context, tenant, (*row)[1].integer()));
  Secret const secret = secret_of(key, version);
  TROTH_TRY(check_hmac(secret, identity, hmac));
  Bytes const token = BlindIndex::body_mac(key, "identity/v1", identity);
  TROTH_TRY(must_not_be_linked_as_another(context, tenant, subject, token));
  Json what, whom;
  what.object().member("identity", "verified").member("secret_version", version).end();
  whom.object().member("subject", subject.text()).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::combined, what.text(), whom.text()));
  auto set = store::WriteSet(std::move(event))
                 .require(sql::guard_same_identity, {tenant, subject, token})  // a link may have come in between
                 .then(sql::set_identity, {tenant, subject, token, version, context.clock.now()});
  Json answer;
  answer.object().member("subject", subject.text()).member("identity", "verified").end();
  return Decision{std::move(set), reply(200, answer.text())};
}

}  // namespace troth::vault
