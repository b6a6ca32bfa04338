#pragma once
#include "access/token.h"
#include "vault/context.h"

namespace troth::vault {

/// Service principals and their tokens. A tenant's principals hold permissions over that tenant only; the cell's hold
/// administration only, so no administrator of the cell can be given content.

/// What may be granted in `tenant`: invalid for a permission that does not exist, denied for one that is not to be had
/// there.
Result<act::Permissions> grantable(TenantId tenant, std::vector<std::string> const& names);
std::vector<std::string_view> permission_names(act::Permissions permissions);
/// What the owner of a tenant holds: every operation, and not `read_log`, for which somebody is named.
act::Permissions owner_permissions();

struct Minted {
  PrincipalId principal;
  access::Credential credential;
  access::TokenTerms terms;
  store::Params row;  ///< of access::sql::insert_token
};
/// A token of at most 90 days, its MAC bound to tenant, principal, permissions and times.
Result<Minted> mint(Context const& context, TenantId tenant, PrincipalId principal, act::Permissions permissions,
                    std::int64_t days);
/// The same for a token that lives shorter than a day.
Result<Minted> mint_for(Context const& context, TenantId tenant, PrincipalId principal, act::Permissions permissions,
                        Duration life);

/// A principal with a first token; the answer carries the token once and it is stored nowhere.
Result<Decision> create_principal(Context const&, access::Grant const&, std::string_view name,
                                  std::vector<std::string> const& permissions, std::int64_t days);
/// A further token of a principal, with at most the principal's permissions.
Result<Decision> issue_token(Context const&, access::Grant const&, PrincipalId principal,
                             std::vector<std::string> const& permissions, std::int64_t days);
/// Effective before the answer leaves: every set guards the token it was caused by.
Result<Decision> revoke_token(Context const&, access::Grant const&, TokenId token);

/// The one request of a first-admin token: creates the first administrator of the cell and uses the token up in the
/// same commit. unauthenticated for a wrong token, expired after its hour.
Result<Decision> create_first_admin(Context const&, access::Grant const&, std::string_view token);
/// The MAC under which a first-admin token is kept.
Result<Bytes> first_admin_mac(keys::Keyring& keyring, access::Credential const& credential, Time expires);

}  // namespace troth::vault
