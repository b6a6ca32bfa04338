#include "vault/copies_tables.h"

// Reads the tables of vault/tables.cpp; it has none of its own.

namespace troth::vault::sql {

using store::Sql;
constinit Sql const copy_keys =
    "SELECT collection, record_id, version, LENGTH(envelope), 1 FROM record"
    " WHERE tenant_id = $1 AND subject_id = $2 AND (collection, record_id, version) > ($3, $4, $5)"
    " UNION ALL SELECT collection, record_id, version, LENGTH(envelope), 0 FROM record_history"
    " WHERE tenant_id = $1 AND subject_id = $2 AND (collection, record_id, version) > ($3, $4, $5)"
    " ORDER BY collection, record_id, version LIMIT $6";
constinit Sql const copy_current =
    "SELECT schema_version, envelope, altered, retain_until FROM record"
    " WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3 AND record_id = $4 AND version = $5";
constinit Sql const copy_history =
    "SELECT schema_version, envelope, altered, retain_until FROM record_history"
    " WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3 AND record_id = $4 AND version = $5";
constinit Sql const copy_imports =
    "SELECT DISTINCT i.import_id, i.collection, i.created FROM import i"
    " JOIN import_label l ON l.tenant_id = i.tenant_id AND l.import_id = i.import_id"
    " WHERE i.tenant_id = $1 AND l.subject_id = $2 ORDER BY i.created";
constinit Sql const copy_classes =
    "SELECT DISTINCT collection FROM record WHERE tenant_id = $1 AND subject_id = $2 ORDER BY collection";
constinit Sql const copy_labels =
    "SELECT collection, record_id, label, at FROM labelled WHERE tenant_id = $1 AND subject_id = $2"
    " ORDER BY collection, record_id, label";
constinit Sql const copy_objections =
    "SELECT purpose, at FROM objection WHERE tenant_id = $1 AND subject_id = $2 ORDER BY purpose";
constinit Sql const copy_links =
    "SELECT link_id, subject_id, into_id, basis, created FROM link"
    " WHERE tenant_id = $1 AND (subject_id = $2 OR into_id = $2) ORDER BY created, link_id";
constinit Sql const copy_standing =
    "SELECT (SELECT verified FROM subject_identity WHERE tenant_id = $1 AND subject_id = $2),"
    " (SELECT at FROM assignee WHERE tenant_id = $1 AND subject_id = $2)";

}  // namespace troth::vault::sql
