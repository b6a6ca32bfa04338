#include "store/postgres/claim.h"

#include <thread>

#include "base/random.h"

namespace troth::store::postgres {
namespace {

/// How long a session that has just ended may hold its lock: its process has to notice.
constexpr int kTries = 40;
constexpr std::chrono::milliseconds kPause{50};

Error taken_over() {
  return fail(Code::gone, "the database belongs to another process now, or lost what it had confirmed");
}

}  // namespace

Claim::Claim() {
  SystemRandom random;
  auto const owner = random.bytes<16>();
  owner_.assign(owner.begin(), owner.end());
}

Result<bool> Claim::lock(Connection& connection) {
  for (int left = kTries; left > 0; --left) {
    // The bytes of "troth" as a number; each database has locks of its own.
    TROTH_TRY(Rows rows, connection.query("SELECT pg_try_advisory_lock(500136113256)"));
    if (rows.at(0).at(0).integer() != 0) return true;
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

Result<> Claim::take(Connection& connection) {
  TROTH_TRY(bool const ours, lock(connection));
  if (!ours) return fail(Code::conflict, "another process serves this database");
  TROTH_TRY(
      connection.once("CREATE TABLE IF NOT EXISTS store_claim (id BIGINT NOT NULL PRIMARY KEY, owner BYTEA NOT "
                      "NULL, committed BIGINT NOT NULL)"));
  TROTH_TRY(
      connection.run("INSERT INTO store_claim (id, owner, committed) VALUES (1, $1, 0)"
                     " ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, committed = 0",
                     {owner_}));
  return {};
}

Result<std::int64_t> Claim::take_back(Connection& connection) {
  TROTH_TRY(bool const ours, lock(connection));
  if (!ours) return fail(Code::unavailable, "the store does not answer", {}, "the session before has not ended yet");
  // A write of our own, confirmed as every COMMIT is: so whatever stands has reached the standbys that must have it.
  auto held = connection.run("UPDATE store_claim SET committed = committed WHERE id = 1 AND owner = $1", {owner_});
  if (!held && held.error().code != Code::corrupt) return std::move(held).error();
  if (!held || *held != 1) return taken_over();
  TROTH_TRY(Rows rows, connection.query("SELECT committed FROM store_claim WHERE id = 1"));
  return rows.at(0).at(0).integer();
}

Result<> Claim::mark(Connection& connection, std::int64_t number) {
  TROTH_TRY(auto rows,
            connection.run("UPDATE store_claim SET committed = $1 WHERE id = 1 AND owner = $2", {number, owner_}));
  if (rows != 1) return taken_over();
  return {};
}

}  // namespace troth::store::postgres
