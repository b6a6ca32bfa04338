#include "store/sqlite/migrate.h"

#include <map>
#include <string>

#include "store/sqlite/dialect.h"

namespace troth::store::sqlite {
namespace {

using Versions = std::map<std::string, std::int64_t, std::less<>>;

Versions versions_of(Schema const& schema) {
  Versions out;
  for (Migration const& migration : schema) {
    auto& version = out[std::string(migration.domain)];
    TROTH_CHECK(migration.id > version);
    version = migration.id;
  }
  return out;
}

Result<Versions> stored_versions(Connection& database) {
  TROTH_TRY(
      database.run("CREATE TABLE IF NOT EXISTS schema_version ("
                   "domain TEXT NOT NULL PRIMARY KEY, id BIGINT NOT NULL) STRICT"));
  TROTH_TRY(Rows rows, database.query("SELECT domain, id FROM schema_version"));
  Versions out;
  for (Row const& row : rows) out[row[0].text()] = row[1].integer();
  return out;
}

Result<> refuse_newer(Versions const& stored, Versions const& ours) {
  for (auto const& [domain, version] : stored) {
    auto known = ours.find(domain);
    if (known == ours.end() || version > known->second)
      return fail(Code::conflict, "a newer version of this program wrote the folder", {}, domain);
  }
  return {};
}

Result<> apply(Connection& database, Migration const& migration) {
  for (std::string const& statement : migration_statements(migration.sql)) TROTH_TRY(database.once(statement));
  TROTH_TRY(
      database.run("INSERT INTO schema_version (domain, id) VALUES ($1, $2) "
                   "ON CONFLICT (domain) DO UPDATE SET id = excluded.id",
                   {migration.domain, migration.id}));
  return {};
}

Result<> apply_missing(Connection& database, Schema const& schema) {
  TROTH_TRY(Versions stored, stored_versions(database));
  TROTH_TRY(refuse_newer(stored, versions_of(schema)));
  for (Migration const& migration : schema) {
    auto at = stored.find(migration.domain);
    if (at != stored.end() && at->second >= migration.id) continue;
    TROTH_TRY(apply(database, migration));
  }
  TROTH_TRY(database.run("COMMIT"));
  return {};
}

}  // namespace

Result<> migrate(Connection& database, Schema const& schema) {
  TROTH_TRY(database.run("BEGIN IMMEDIATE"));
  auto done = apply_missing(database, schema);
  database.rollback();
  return done;
}

}  // namespace troth::store::sqlite
