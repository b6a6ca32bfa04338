#pragma once
#include "store/store.h"

namespace troth::vault {

/// notice, notice_version, form, form_used, receipt: what collection from a website stands on. Every key begins with
/// tenant_id.
store::Schema forms_schema();

namespace sql {
extern store::Sql const put_notice;          // tenant, name, number, version, sha256, title, since; after number - 1
extern store::Sql const keep_notice;         // tenant, name, number, version, sha256, title, since
extern store::Sql const select_notice;       // tenant, name -> number, version, sha256, title, since
extern store::Sql const select_notices;      // tenant -> name, number, version, sha256
extern store::Sql const select_notice_word;  // tenant, name, version -> number, sha256
extern store::Sql const guard_notice;        // tenant, name, number
extern store::Sql const put_form;            // tenant, name, version, principal, definition, created; after version - 1
extern store::Sql const select_form;         // tenant, name -> version, principal, definition
extern store::Sql const select_form_of;      // tenant, principal -> name
extern store::Sql const guard_form;          // tenant, name, version
extern store::Sql const select_used;         // tenant, form, span -> began, used
extern store::Sql const count_use;           // tenant, form, span, began, began before (over), most
extern store::Sql const insert_receipt;      // tenant, subject, record, collection, envelope, at
extern store::Sql const
    select_receipts;  // tenant, subject, special counts, no bytes -> record, collection, envelope, at (at most 101)
extern store::Sql const purge_receipts;  // tenant, subject (at most 500 rows)
}  // namespace sql

}  // namespace troth::vault
