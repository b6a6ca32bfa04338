#include "store/migrate.h"

#include <map>
#include <string>

namespace troth::store {
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

Result<Versions> stored_versions(Session& database) {
  TROTH_TRY(
      database.define("CREATE TABLE IF NOT EXISTS schema_version ("
                      "domain TEXT NOT NULL PRIMARY KEY, id BIGINT NOT NULL)"));
  TROTH_TRY(Rows rows, database.query("SELECT domain, id FROM schema_version", {}));
  Versions out;
  for (Row const& row : rows) out[row[0].text()] = row[1].integer();
  return out;
}

Result<> refuse_newer(Versions const& stored, Versions const& ours) {
  for (auto const& [domain, version] : stored) {
    auto known = ours.find(domain);
    if (known == ours.end() || version > known->second)
      return fail(Code::conflict, "a newer version of this program wrote the store", {}, domain);
  }
  return {};
}

Result<> apply(Session& database, Migration const& migration) {
  TROTH_TRY(database.define(migration.sql));
  TROTH_TRY(
      database.run("INSERT INTO schema_version (domain, id) VALUES ($1, $2) "
                   "ON CONFLICT (domain) DO UPDATE SET id = excluded.id",
                   {migration.domain, migration.id}));
  return {};
}

Result<> apply_missing(Session& database, Schema const& schema) {
  TROTH_TRY(Versions stored, stored_versions(database));
  TROTH_TRY(refuse_newer(stored, versions_of(schema)));
  for (Migration const& migration : schema) {
    auto at = stored.find(migration.domain);
    if (at != stored.end() && at->second >= migration.id) continue;
    TROTH_TRY(apply(database, migration));
  }
  return database.commit();
}

}  // namespace

Result<> migrate(Session& database, Schema const& schema) {
  TROTH_TRY(database.begin());
  auto done = apply_missing(database, schema);
  database.rollback();
  return done;
}

}  // namespace troth::store
