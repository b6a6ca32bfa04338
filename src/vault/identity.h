#pragma once
#include "vault/context.h"

namespace troth::vault {

/// How a tenant vouches for who somebody is: its own server knows the secret and sends, with an identity of its choice
/// (a customer number, an e-mail address), HMAC-SHA256(secret as it was shown, identity) in lower-case hex. A visitor
/// who only claims an identity cannot make that.

/// A new secret. The answer carries it once; it is derived from the tenant's index key and stored nowhere. What was
/// verified under the one before counts no more.
Result<Decision> make_identity_secret(Context const&, access::Grant const&);

/// Verifies the grant's subject for `identity`, of which only a keyed token is stored. invalid unless `hmac` is 64
/// lower-case hex digits, denied if it is not the right one, conflict before a secret was made and while the subject is
/// linked for another identity.
Result<Decision> verify_identity(Context const&, access::Grant const&, std::string_view identity,
                                 std::string_view hmac);

}  // namespace troth::vault
