#include "lifecycle/exit_export_tables.h"

namespace troth::lifecycle::sql {

constinit store::Sql const export_sizes =
    "SELECT LENGTH(r.envelope) FROM record r"
    " JOIN subject s ON s.tenant_id = r.tenant_id AND s.subject_id = r.subject_id"
    " WHERE r.tenant_id = $1 AND (r.subject_id, r.collection, r.record_id) > ($2, $3, $4)"
    " AND s.state IN ('active', 'restricted') ORDER BY r.subject_id, r.collection, r.record_id LIMIT $5";
constinit store::Sql const export_page =
    "SELECT r.subject_id, s.state, s.revision, r.collection, r.record_id, r.version, r.schema_version, r.envelope,"
    " r.created, r.altered, r.retain_until FROM record r"
    " JOIN subject s ON s.tenant_id = r.tenant_id AND s.subject_id = r.subject_id"
    " WHERE r.tenant_id = $1 AND (r.subject_id, r.collection, r.record_id) > ($2, $3, $4)"
    " AND s.state IN ('active', 'restricted') ORDER BY r.subject_id, r.collection, r.record_id LIMIT $5";

}  // namespace troth::lifecycle::sql
