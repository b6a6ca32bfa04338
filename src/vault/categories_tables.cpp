#include "vault/categories_tables.h"

namespace troth::vault {

store::Schema categories_schema() {
  return {
      {"categories", 1,
       "CREATE TABLE discovery (tenant_id BYTEA NOT NULL PRIMARY KEY, last BIGINT NOT NULL, records BIGINT NOT NULL);"
       "CREATE TABLE category_found (tenant_id BYTEA NOT NULL, collection TEXT NOT NULL, field TEXT NOT NULL,"
       " found TEXT NOT NULL, records BIGINT NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL,"
       " PRIMARY KEY (tenant_id, collection, field, found)) WITHOUT ROWID"}};
}

namespace sql {
using store::Sql;
constinit Sql const newest_collections =
    "SELECT name, version, definition FROM collection WHERE tenant_id = $1 AND version = (SELECT MAX(newer.version)"
    " FROM collection AS newer WHERE newer.tenant_id = $1 AND newer.name = collection.name) ORDER BY name";
constinit Sql const sample_keys =
    "SELECT r.subject_id, r.collection, r.record_id, LENGTH(r.envelope) FROM record r"
    " JOIN subject s ON s.tenant_id = r.tenant_id AND s.subject_id = r.subject_id"
    " WHERE r.tenant_id = $1 AND r.subject_id > $2 AND s.state = 'active'"
    " ORDER BY r.subject_id, r.collection, r.record_id LIMIT $3";
constinit Sql const put_discovery =
    "INSERT INTO discovery (tenant_id, last, records) VALUES ($1, $2, $3)"
    " ON CONFLICT (tenant_id) DO UPDATE SET last = excluded.last, records = excluded.records";
constinit Sql const put_off_discovery =
    "INSERT INTO discovery (tenant_id, last, records) VALUES ($1, $2, 0)"
    " ON CONFLICT (tenant_id) DO UPDATE SET last = excluded.last";
constinit Sql const select_discovery = "SELECT last, records FROM discovery WHERE tenant_id = $1";
constinit Sql const put_found =
    "INSERT INTO category_found (tenant_id, collection, field, found, records, first, last)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, collection, field, found) DO UPDATE SET"
    " records = excluded.records, last = excluded.last";
constinit Sql const select_found =
    "SELECT collection, field, found, records, first, last FROM category_found WHERE tenant_id = $1"
    " ORDER BY collection, field, found";
constinit Sql const forget_found = "DELETE FROM category_found WHERE tenant_id = $1 AND last < $2";
constinit Sql const discovery_due =
    "SELECT t.tenant_id FROM tenant t LEFT JOIN discovery d ON d.tenant_id = t.tenant_id"
    " WHERE t.state = 'active' AND COALESCE(d.last, t.created) <= $1 ORDER BY t.tenant_id LIMIT 1";
}  // namespace sql

}  // namespace troth::vault
