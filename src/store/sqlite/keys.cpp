#include "store/sqlite/keys.h"

#include "base/mutant.h"
#include "store/sqlite/database.h"
#include "store/sqlite/migrate.h"
#include "store/sqlite/steps.h"

namespace troth::store::sqlite {
namespace {

class StepsGroup final : public Group {
 public:
  StepsGroup(Connection& database, std::span<std::vector<Step> const* const> sets) : database_(database), sets_(sets) {}
  Result<> run(std::size_t member) override { return run_steps(database_, *sets_[member]); }

 private:
  Connection& database_;
  std::span<std::vector<Step> const* const> sets_;
};

}  // namespace

Result<std::unique_ptr<Keys>> Keys::open(std::filesystem::path const& file, Schema const& schema, Health& health,
                                         char const* vfs) {
  TROTH_TRY(Connection writer, open_database(file, Role::owner, vfs));
  TROTH_TRY(migrate(writer, schema));
  if (TROTH_MUTANT("insecure-delete")) TROTH_TRY(writer.once("PRAGMA secure_delete=0"));
  TROTH_TRY(Connection reader, open_database(file, Role::reader, vfs));
  return std::unique_ptr<Keys>(new Keys(std::move(writer), std::move(reader), health));
}

Keys::Keys(Connection writer, Connection reader, Health& health)
    : health_(health), writer_(std::move(writer)), wal_(writer_, health), reader_(std::move(reader)) {}

Keys::~Keys() {
  Lock lock(write_);
  // A store that has failed is left as it lies: the next start reads the log with fresh eyes.
  if (health_.check()) (void)truncate();
}

Result<Rows> Keys::query(Sql sql, Params const& params) {
  Lock lock(read_);
  return reader_.query(sql, params);
}

Result<> Keys::apply(std::vector<Step> const& steps) {
  std::vector<Step> const* const only = &steps;
  Fates fates = add({&only, 1});
  return std::move(fates.front());
}

Fates Keys::add(std::span<std::vector<Step> const* const> sets) {
  if (sets.empty()) return {};
  Lock lock(write_);
  StepsGroup group(writer_, sets);
  Fates fates = commit_group(writer_, health_, group, sets.size());
  wal_.after_commit();
  return fates;
}

Result<> Keys::scrub() {
  TROTH_TRY(health_.check());
  Lock lock(write_);
  return truncate();
}

bool Keys::tidy() {
  Lock lock(write_);
  if (wal_.has_frames() && health_.check()) (void)truncate();
  return wal_.has_frames();
}

Result<> Keys::truncate() {
  if (TROTH_MUTANT("insecure-delete")) return {};
  Lock lock(read_);  // our own reads are short, but one of them would be enough to hold a frame back
  return wal_.truncate();
}

}  // namespace troth::store::sqlite
