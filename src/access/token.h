#pragma once
#include <string>
#include <string_view>

#include "access/actor.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "keys/keyring.h"
#include "store/reader.h"
#include "store/write_set.h"

namespace troth::access {

/// The text of a token (docs/formats/token.md), all base64url:
///   troth1.<tenant 22>.<token id 22>.<secret 43>.<check 8 hex>
/// `check` is the first 4 bytes of SHA-256 of what stands before it: a typing slip is told from a wrong token, and a
/// scanner of repositories can be sure of a find.
struct Credential {
  TenantId tenant;
  TokenId id;
  Secret secret;  ///< 256 bits

  static Result<Credential> parse(std::string_view text);
  static Credential make(TenantId tenant, Time now, Random& random);
  Secret text() const;
};

/// What a token is bound to; a changed row is a dead token.
struct TokenTerms {
  PrincipalId principal;
  act::Permissions permissions;
  Time issued{};
  Time expires{};
};
inline constexpr auto kLongestToken = std::chrono::days(90);

/// HMAC-SHA256 under the cell's access key over TLV{id, secret, tenant, principal, permissions, expires, issued}.
class TokenMac {
 public:
  static Bytes make(keys::AccessKey const& key, Credential const& credential, TokenTerms const& terms);
};

/// The principal behind `Authorization: Bearer <token>`. unauthenticated for anything that is not a live token of an
/// active principal (one message for all of it), expired past its time.
Result<Actor> authenticate(store::Reader& snapshot, keys::Keyring& keyring, std::string_view authorization, Time now);

/// Adds the guard that the token and its principal are still what they were.
store::WriteSet&& guard_actor(store::WriteSet&& set, Actor const& actor);

}  // namespace troth::access
