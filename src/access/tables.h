#pragma once
#include "store/store.h"

namespace troth::access {

/// principal, token, first_admin. All SQL of this folder is in tables.*.
store::Schema schema();

namespace sql {
extern store::Sql const select_token;        // tenant, token -> principal, mac, permissions, issued, expires, revision
extern store::Sql const guard_actor;         // tenant, token, principal revision
extern store::Sql const insert_principal;    // tenant, principal, name, permissions, created
extern store::Sql const select_principal;    // tenant, principal -> permissions, state
extern store::Sql const insert_token;        // tenant, token, principal, mac, permissions, issued, expires
extern store::Sql const revoke_token;        // tenant, token
extern store::Sql const insert_first_admin;  // mac, expires
extern store::Sql const renew_first_admin;   // mac, expires
extern store::Sql const select_first_admin;  // -> mac, expires
extern store::Sql const delete_first_admin;  // mac
}  // namespace sql

}  // namespace troth::access
