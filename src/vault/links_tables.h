#pragma once
#include "store/store.h"

namespace troth::vault {

/// identity_secret (one per tenant: which version its secret is of, and of which index key), subject_identity (whom a
/// subject was verified as, a keyed token), link (one row per subject that was linked into another).
store::Schema links_schema();

namespace sql {
extern store::Sql const set_identity_secret;     // tenant, version, key version, created; follows version - 1 only
extern store::Sql const select_identity_secret;  // tenant -> version, key version
extern store::Sql const set_identity;            // tenant, subject, token, secret's version, verified
extern store::Sql const select_identity;         // tenant, subject -> token, secret's version
extern store::Sql const guard_identity;          // tenant, subject, token, secret's version
extern store::Sql const guard_same_identity;     // tenant, subject, token: verified as that, or in no link for another
extern store::Sql const guard_no_link_from;      // tenant, subject: it is linked into nobody
extern store::Sql const insert_link;             // tenant, from, into, link, basis, created; none if `from` has one
extern store::Sql const select_link;             // tenant, link -> from, into, created
extern store::Sql const link_from;               // tenant, subject -> link, basis
extern store::Sql const links_into;              // tenant, subject -> link, basis (at most 101)
extern store::Sql const
    links_of;  // tenant, subject, special counts -> link, from, into, basis, created, revisions (active ones)
extern store::Sql const delete_link;     // tenant, link
extern store::Sql const move_revision;   // tenant, subject, revision: every other act on the subject decides again
extern store::Sql const purge_links;     // tenant, subject (at most 500 rows), on either side of them
extern store::Sql const purge_identity;  // tenant, subject
extern store::Sql const left_of_links;   // tenant, subject, tenant, subject -> 1 while any row is left
}  // namespace sql

}  // namespace troth::vault
