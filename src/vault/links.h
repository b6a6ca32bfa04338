#pragma once
#include "vault/context.h"

namespace troth::vault {

using LinkId = Id<struct LinkTag>;

/// combination (Art. 4(2)): two subjects are one person. A link is a row beside them: both keep their key, their
/// records and their restrictions, and no answer about one shows the other's content.
struct LinkWish {
  SubjectId from, into;
  std::string basis;   ///< "identity": both were verified for the same; "person": somebody says so and why
  std::string reason;  ///< sealed in the events, nowhere else

  /// {"from","into","basis","reason"}; `from` and `into` are not_found if they are no ids.
  static Result<LinkWish> parse(std::string_view body);
};

/// For how long a link can be undone (merge.undo_days).
inline constexpr auto kUndo = std::chrono::days(30);

/// Facts of the wish's or the link's `from`; not_found if it is not the tenant's.
Result<access::Facts> wish_facts(store::Reader& snapshot, TenantId tenant, LinkWish const& wish);
Result<access::Facts> link_facts(store::Reader& snapshot, TenantId tenant, std::string_view link);

/// Links `from` into `into`. Both are active and of one tenant; a subject is in one group only, with one subject that
/// the others are linked into. denied on the basis "identity" unless both are verified for the same under the present
/// secret.
Result<Decision> link(Context const&, access::Grant const&, LinkWish const&);
/// conflict once the time to undo is over.
Result<Decision> unlink(Context const&, access::Grant const&, std::string_view link, std::string_view reason);
/// retrieval: ids of the links that the subject is in, at most 100; none with a subject that is restricted or erased,
/// or does not exist for the actor (classes.h).
Result<Decision> list_links(Context const&, access::Grant const&);

}  // namespace troth::vault
