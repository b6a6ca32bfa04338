#include "store/postgres/server.h"

#include <libpq-fe.h>

namespace troth::store::postgres {
namespace {

/// The one value of a SHOW, or of a SELECT of one column.
Result<std::string> asked(Connection& connection, std::string const& text) {
  TROTH_TRY(Rows rows, connection.once(text));
  if (rows.size() != 1 || rows[0].size() != 1)
    return fail(Code::unavailable, "the store cannot be set up as it must be", {}, text);
  return rows[0][0].text();
}

Error unfit(std::string_view message, std::string found) {
  return fail(Code::unavailable, message, {}, std::move(found));
}

Result<> check_order(Connection& connection) {
  TROTH_TRY(std::string const encoding, asked(connection, "SHOW server_encoding"));
  TROTH_TRY(std::string const order,
            asked(connection,
                  "SELECT CASE WHEN datlocprovider = 'i' THEN 'icu' ELSE datcollate END FROM pg_database"
                  " WHERE datname = current_database()"));
  if (encoding == "UTF8" && (order == "C" || order == "POSIX")) return {};
  return unfit(
      "the database is not one of UTF8 in the order of bytes: make it by `createdb --template template0 --lc-collate C "
      "--encoding UTF8 NAME`",
      encoding + ", " + order);
}

}  // namespace

Result<> check_server(Connection& connection) {
  TROTH_TRY(std::string const version, asked(connection, "SHOW server_version_num"));
  if (std::stoi(version) < 150000) return unfit("the database server is older than PostgreSQL 15", version);
  TROTH_TRY(check_order(connection));
  TROTH_TRY(std::string const replays, asked(connection, "SELECT pg_is_in_recovery()"));
  if (replays != "f") return unfit("the database server only replays another: name the one that takes writes", replays);
  TROTH_TRY(std::string const fsync, asked(connection, "SHOW fsync"));
  if (fsync != "on") return unfit("the database server runs with fsync = off and would lose what it confirmed", fsync);
  TROTH_TRY(std::string const waits, asked(connection, "SHOW synchronous_commit"));
  if (waits == "off") TROTH_TRY(connection.once("SET synchronous_commit = on"));
  return {};
}

Result<> check_key_server(Connection& connection, bool cluster_of_its_own) {
  TROTH_TRY(std::string const archive, asked(connection, "SHOW archive_mode"));
  if (cluster_of_its_own && archive != "off")
    return unfit(
        "the server of the keys archives its write-ahead log, and so every key that is destroyed: archive_mode "
        "must be off",
        archive);
  TROTH_TRY(std::string const may, asked(connection, "SELECT pg_has_role(current_user, 'pg_checkpoint', 'USAGE')"));
  if (may != "t") return unfit("the role of the keys cannot make a checkpoint: GRANT pg_checkpoint TO it", may);
  TROTH_TRY(std::string const words, asked(connection, "SHOW lc_messages"));
  if (!words.empty() && words != "C" && words != "POSIX" && !words.starts_with("C.") && !words.starts_with("en"))
    return unfit("the server of the keys must speak English: lc_messages = 'C'", words);
  return {};
}

Result<Where> where(Connection& connection) {
  TROTH_TRY(std::string cluster, asked(connection, "SELECT system_identifier FROM pg_control_system()"));
  TROTH_TRY(std::string database, asked(connection, "SELECT current_database()"));
  return Where{std::move(cluster), std::move(database)};
}

Result<Connection> Server::connect() {
  TROTH_TRY(Connection fresh, Connection::open(address_));
  TROTH_TRY(check_server(fresh));
  TROTH_TRY(Where at, where(fresh));
  if (auto const known = first(); known && *known != at)
    return unfit("another database answers than the one that was opened: mend the way to it, or start again",
                 at.cluster + ", " + at.database);
  if (terms_) TROTH_TRY(terms_(fresh, at));
  Lock lock(mutex_);
  if (!first_) first_ = std::move(at);
  return fresh;
}

std::optional<Where> Server::first() const {
  Lock lock(mutex_);
  return first_;
}

}  // namespace troth::store::postgres
