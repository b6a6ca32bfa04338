#pragma once
#include "vault/operations.h"

namespace troth::vault {

/// The notices a tenant shows to people before it takes in their data (GDPR Art. 13). Only the newest version of each
/// is in force; every version stays on record with the time from which it was.

using NoticeName = Name<struct NoticeNameTag>;

struct NoticeInForce {
  NoticeName name;
  std::int64_t number = 0;  ///< counts the versions of this name, from 1
  std::string version;      ///< the tenant's own word for it
  std::string hash;         ///< SHA-256 of the text, hex in lower case
};

/// Puts a version in force. The same version with the same hash again changes nothing; a version's text never changes
/// (conflict), and one that was replaced does not come back.
Result<Decision> define_notice(Context const&, access::Grant const&, NoticeName const&, std::string_view version,
                               std::string_view hash, std::string_view title);

/// not_found if the tenant has none of this name.
Result<NoticeInForce> load_notice(store::Reader& snapshot, TenantId tenant, NoticeName const& name);

/// Whether what a person was shown is what is in force: conflict (/notice/version) for another version, denied
/// (/notice/sha256) for another text under the right version.
Result<> check_notice(NoticeInForce const& in_force, Notice const& shown);

/// Denied for the token of a form, which stands in a page: it collects through that form alone, and learns nothing of
/// what any other intake asks for.
Result<> trusted_with_intake(Context const&, access::Grant const&);

/// For a back end that the tenant trusts with the intake: where the tenant has notices, the one shown must be among
/// them and in force; it is then guarded in the set.
Result<std::optional<NoticeInForce>> trusted_notice(Context const&, access::Grant const&, Notice const& shown);

/// The set stands only if the notice is still in force.
store::WriteSet guard_notice(store::WriteSet set, TenantId tenant, NoticeInForce const& notice);

}  // namespace troth::vault
