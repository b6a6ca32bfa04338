#include "vault/labels_tables.h"

namespace troth::vault {

store::Schema labels_schema() {
  return {{"labels", 1,
           "CREATE TABLE label (tenant_id BYTEA NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL,"
           " class BIGINT NOT NULL, created BIGINT NOT NULL, PRIMARY KEY (tenant_id, name)) WITHOUT ROWID;"
           "CREATE TABLE labelled (tenant_id BYTEA NOT NULL, subject_id BYTEA NOT NULL, collection TEXT NOT NULL,"
           " record_id BYTEA NOT NULL, label TEXT NOT NULL, at BIGINT NOT NULL,"
           " PRIMARY KEY (tenant_id, subject_id, collection, record_id, label)) WITHOUT ROWID;"
           "CREATE INDEX labelled_by_label ON labelled (tenant_id, label)"}};
}

namespace sql {
using store::Sql;
constinit Sql const declare_label =
    "INSERT INTO label (tenant_id, name, title, class, created) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (tenant_id, name) DO UPDATE SET title = excluded.title, class = excluded.class"
    " WHERE label.class = $6";
constinit Sql const select_declared = "SELECT class FROM label WHERE tenant_id = $1 AND name = $2";
constinit Sql const count_declared = "SELECT COUNT(*) FROM label WHERE tenant_id = $1";
constinit Sql const put_label =
    "INSERT INTO labelled (tenant_id, subject_id, collection, record_id, label, at) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (tenant_id, subject_id, collection, record_id, label) DO NOTHING";
constinit Sql const take_label =
    "DELETE FROM labelled WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3 AND record_id = $4"
    " AND label = $5";
constinit Sql const select_labels =
    "SELECT k.label, l.class FROM labelled k JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label"
    " WHERE k.tenant_id = $1 AND k.subject_id = $2 AND k.collection = $3 AND k.record_id = $4 ORDER BY k.label";
constinit Sql const select_special =
    "SELECT 1 FROM labelled k JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label"
    " WHERE k.tenant_id = $1 AND k.subject_id = $2 AND k.collection IN ('', $3) AND k.record_id IN ($4, $5)"
    " AND l.class = 3 LIMIT 1";
constinit Sql const highest_label =
    "SELECT COALESCE(MAX(l.class), 0) FROM labelled k"
    " JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label"
    " WHERE k.tenant_id = $1 AND k.subject_id = $2 AND ($3 = 1 OR l.class < 3)";
constinit Sql const select_there =
    "SELECT 1 FROM record WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3 AND record_id = $4";
constinit Sql const touch_subject =
    "UPDATE subject SET revision = revision + 1 WHERE tenant_id = $1 AND subject_id = $2 AND revision = $3";
constinit Sql const count_labelled =
    "SELECT COUNT(DISTINCT k.subject_id) FROM labelled k"
    " JOIN subject s ON s.tenant_id = k.tenant_id AND s.subject_id = k.subject_id"
    " WHERE k.tenant_id = $1 AND k.label = $2 AND s.state = 'active'"
    " AND NOT EXISTS (SELECT 1 FROM objection WHERE tenant_id = $1 AND subject_id = k.subject_id AND purpose = $3)"
    " AND ($4 = 1 OR NOT EXISTS (SELECT 1 FROM labelled o"
    " JOIN label l ON l.tenant_id = o.tenant_id AND l.name = o.label"
    " WHERE o.tenant_id = $1 AND o.subject_id = k.subject_id AND o.collection IN ('', k.collection)"
    " AND o.record_id IN ($5, k.record_id) AND l.class = 3))";
constinit Sql const count_by_class =
    "SELECT t.collection, t.class, COUNT(*) FROM (SELECT k.collection AS collection, MAX(l.class) AS class"
    " FROM labelled k JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label WHERE k.tenant_id = $1"
    " GROUP BY k.subject_id, k.collection, k.record_id) t GROUP BY t.collection, t.class";
constinit Sql const count_by_collection =
    "SELECT collection, COUNT(*) FROM record WHERE tenant_id = $1 GROUP BY collection";
constinit Sql const purge_labelled =
    "DELETE FROM labelled WHERE (tenant_id, subject_id, collection, record_id, label) IN (SELECT tenant_id,"
    " subject_id, collection, record_id, label FROM labelled WHERE tenant_id = $1 AND subject_id = $2 LIMIT 500)";
}  // namespace sql

}  // namespace troth::vault
