#include "access/token.h"

#include <array>

#include "access/tables.h"
#include "base/mutant.h"
#include "base/tlv.h"
#include "crypto/hash.h"

namespace troth::access {
namespace {

constexpr std::string_view kPrefix = "troth1";

std::string check_of(std::string_view body) { return hex(ByteView(crypto::sha256(as_bytes(body))).first(4)); }

Error refused() { return fail(Code::unauthenticated, "send a live token as `Authorization: Bearer <token>`"); }

}  // namespace

Result<Credential> Credential::parse(std::string_view text) {
  std::array<std::string_view, 5> parts;
  std::string_view rest = text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto dot = rest.find('.');
    if ((dot == std::string_view::npos) != (i == 4)) return refused();
    parts[i] = rest.substr(0, dot);
    if (i < 4) rest.remove_prefix(dot + 1);
  }
  if (parts[0] != kPrefix || parts[3].size() != 43 ||
      parts[4] != check_of(text.substr(0, text.size() - parts[4].size() - 1)))
    return refused();
  auto tenant = from_base64url(parts[1]), id = from_base64url(parts[2]), secret = from_base64url(parts[3]);
  if (!tenant || !id || !secret || secret->size() != 32) return refused();
  auto tenant_id = TenantId::from(*tenant);
  auto token_id = TokenId::from(*id);
  auto kept = Secret::copy_of(*secret);
  explicit_bzero(secret->data(), secret->size());
  if (!tenant_id || !token_id) return refused();
  return Credential{*tenant_id, *token_id, std::move(kept)};
}

Credential Credential::make(TenantId tenant, Time now, Random& random) {
  Credential out{tenant, TokenId::make(now, random), Secret(32)};
  random.fill(out.secret.span());
  return out;
}

Secret Credential::text() const {
  std::string body(kPrefix);
  for (ByteView part : {tenant.view(), id.view(), secret.view()}) body += "." + base64url(part);
  body += "." + check_of(body);
  auto out = Secret::copy_of(as_bytes(body));
  explicit_bzero(body.data(), body.size());
  return out;
}

Bytes TokenMac::make(keys::AccessKey const& key, Credential const& credential, TokenTerms const& terms) {
  if (TROTH_MUTANT("token-kept-in-clear")) return to_bytes(credential.secret.view());
  Tlv bound;
  bound.put(1, credential.id.view()).put(2, credential.secret.view()).put(3, credential.tenant.view());
  bound.put(4, terms.principal.view()).put_u64(5, terms.permissions.bits());
  bound.put_u64(6, static_cast<std::uint64_t>(to_micros(terms.expires)));
  bound.put_u64(7, static_cast<std::uint64_t>(to_micros(terms.issued)));
  return to_bytes(crypto::hmac_sha256(key.secret(keys::TokenPass()), bound.view()));
}

Result<Actor> authenticate(store::Reader& snapshot, keys::Keyring& keyring, std::string_view authorization, Time now) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!authorization.starts_with(kScheme)) return refused();
  TROTH_TRY(auto credential, Credential::parse(authorization.substr(kScheme.size())));
  TROTH_TRY(auto row, snapshot.one(sql::select_token, {credential.tenant, credential.id}));
  if (!row) return refused();
  TokenTerms terms{(*row)[0].id<PrincipalId>(), act::Permissions(static_cast<std::uint64_t>((*row)[2].integer())),
                   (*row)[3].time(), (*row)[4].time()};
  TROTH_TRY(auto key, keyring.access());
  if (!crypto::equal_constant_time(TokenMac::make(key, credential, terms), (*row)[1].bytes())) return refused();
  if ((now >= terms.expires && !TROTH_MUTANT("expired-token-accepted")) || terms.expires - terms.issued > kLongestToken)
    return fail(Code::expired, "the token has expired; ask your administrator for a new one");
  return Actor{credential.tenant, terms.principal,     credential.id,
               terms.permissions, (*row)[5].integer(), terms.expires};
}

store::WriteSet&& guard_actor(store::WriteSet&& set, Actor const& actor) {
  if (actor.token == TokenId{})
    return std::move(set);  // the cell itself, or a first administrator: guarded by their own steps
  return std::move(set).require(sql::guard_actor, {actor.tenant, actor.token, actor.revision});
}

}  // namespace troth::access
