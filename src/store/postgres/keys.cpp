#include "store/postgres/keys.h"

#include <cstdlib>

#include "base/mutant.h"
#include "store/migrate.h"
#include "store/steps.h"

namespace troth::store::postgres {
namespace {

constexpr std::chrono::seconds kVacuum{600};

/// VACUUM (VERBOSE) says of each table, since version 15: "tuples: 2 removed, 8 remain, 1 are dead but not yet
/// removable". How many are not.
class StillThere {
 public:
  void hear(std::string_view notice) {
    constexpr std::string_view kBefore = " remain, ";
    for (std::size_t at = notice.find("tuples: "); at != notice.npos; at = notice.find("tuples: ", at + 1)) {
      auto const number = notice.find(kBefore, at);
      if (number == notice.npos) return;
      heard_ = true;
      rows_ += std::atoll(std::string(notice.substr(number + kBefore.size(), 20)).c_str());
    }
  }
  /// Also when nothing was heard: then nobody knows.
  bool any() const { return !heard_ || rows_ > 0; }

 private:
  bool heard_ = false;
  long long rows_ = 0;
};

Result<> check_apart(Where const& keys, std::optional<Where> const& data, bool same_cluster) {
  if (!data || keys.cluster != data->cluster) return {};
  if (keys.database == data->database)
    return fail(Code::invalid, "keys and data want two databases: a backup of the data must never hold keys", "--keys");
  if (same_cluster) return {};
  return fail(
      Code::invalid,
      "the keys are in the same database cluster as the data, so that its backups hold both: give them a cluster "
      "of their own, or say --keys-same-cluster",
      "--keys");
}

/// The tables that are ours, in the words of VACUUM.
Result<std::string> our_tables(Connection& connection) {
  TROTH_TRY(Rows rows, connection.once("SELECT string_agg(oid::regclass::text, ', ') FROM pg_class WHERE relkind = 'r'"
                                       " AND relnamespace = current_schema()::regnamespace"));
  if (rows.size() != 1 || rows[0].empty() || rows[0][0].text().empty())
    return fail(Code::corrupt, "the key store has no tables");
  return rows[0][0].text();
}

}  // namespace

Result<std::unique_ptr<Keys>> Keys::open(Address address, Schema const& schema, Health& health,
                                         std::optional<Where> const& data, bool same_cluster) {
  auto terms = [data, same_cluster](Connection& connection, Where const& at) -> Result<> {
    TROTH_TRY(check_apart(at, data, same_cluster));
    return check_key_server(connection, !data || data->cluster != at.cluster);
  };
  auto server = std::make_unique<Server>(std::move(address), terms);
  TROTH_TRY(Connection reader, server->connect());
  TROTH_TRY(auto writer, Owner::open(*server, health));
  TROTH_TRY(migrate(*writer, schema));
  return std::unique_ptr<Keys>(new Keys(std::move(server), std::move(writer), std::move(reader), health));
}

Result<Rows> Keys::query(Sql sql, Params const& params) {
  Lock lock(read_);
  if (reader_.alive()) {
    auto rows = reader_.query(sql, params);
    if (rows || reader_.alive()) return rows;
  }
  TROTH_TRY(reader_, server_->connect());  // it died while it lay idle
  return reader_.query(sql, params);
}

Result<> Keys::reach() {
  TROTH_TRY(query("SELECT 1", {}));
  return {};
}

Result<> Keys::apply(std::vector<Step> const& steps) {
  std::vector<Step> const* const only = &steps;
  Fates fates = add({&only, 1});
  return std::move(fates.front());
}

Fates Keys::add(std::span<std::vector<Step> const* const> sets) {
  if (sets.empty()) return {};
  Lock lock(write_);
  StepsGroup group(*writer_, sets);
  return commit_group(*writer_, health_, group, sets.size());
}

Result<> Keys::scrub() {
  if (TROTH_MUTANT("insecure-delete")) return {};
  TROTH_TRY(health_.check());
  Lock lock(write_);
  TROTH_TRY(writer_->heal());
  TROTH_TRY(vacuum());
  TROTH_TRY(writer_->connection().once("CHECKPOINT", kVacuum));
  return {};
}

Result<> Keys::vacuum() {
  Connection& connection = writer_->connection();
  TROTH_TRY(std::string const tables, our_tables(connection));
  StillThere still;
  connection.listen([&still](std::string_view notice) { still.hear(notice); });
  auto done = connection.once("VACUUM (VERBOSE, INDEX_CLEANUP ON) " + tables, kVacuum);
  connection.listen(nullptr);
  if (!done) return std::move(done).error();
  if (still.any()) return fail(Code::unavailable, "a reader still holds what was deleted");
  return {};
}

}  // namespace troth::store::postgres
