#include "store/sqlite/keys.h"

#include <sqlite3.h>

#include "base/mutant.h"
#include "store/migrate.h"
#include "store/sqlite/database.h"
#include "store/steps.h"

namespace troth::store::sqlite {
namespace {

/// Our handles outlive the file's name: a key written to a file that was moved away, or swapped for a copy, would be
/// lost at the next start, and one that was destroyed would be back.
Result<> in_place(Connection const& connection) {
  int moved = 0;
  int const told = sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (told == SQLITE_NOTFOUND || (told == SQLITE_OK && moved == 0)) return {};  // a VFS may not know the question
  return fail(Code::unavailable, "the key store is not where it was: put keys.db back, with its -wal, and start again");
}

}  // namespace

Result<std::unique_ptr<Keys>> Keys::open(std::filesystem::path const& file, Schema const& schema, Health& health,
                                         char const* vfs) {
  TROTH_TRY(Connection own, open_database(file, Role::owner, vfs));
  auto writer = std::make_unique<Owner>(std::move(own), health);
  TROTH_TRY(migrate(*writer, schema));
  if (TROTH_MUTANT("insecure-delete")) TROTH_TRY(writer->connection().once("PRAGMA secure_delete=0"));
  TROTH_TRY(Connection reader, open_database(file, Role::reader, vfs));
  return std::unique_ptr<Keys>(new Keys(std::move(writer), std::move(reader), health));
}

Keys::~Keys() {
  Lock lock(write_);
  // A store that has failed is left as it lies: the next start reads the log with fresh eyes.
  if (health_.check()) (void)truncate();
}

Result<Rows> Keys::query(Sql sql, Params const& params) {
  Lock lock(read_);
  TROTH_TRY(in_place(reader_));
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
  if (auto there = in_place(writer_->connection()); !there) return Fates(sets.size(), there);
  StepsGroup group(*writer_, sets);
  Fates fates = commit_group(*writer_, health_, group, sets.size());
  gaps_.note(writer_->wal().frames());
  writer_->after_commit();
  return fates;
}

Result<> Keys::scrub() {
  TROTH_TRY(health_.check());
  Lock lock(write_);
  return truncate();
}

bool Keys::tidy() {
  Lock lock(write_);
  if (writer_->wal().has_frames() && health_.check()) (void)truncate();
  return writer_->wal().has_frames();
}

Result<> Keys::truncate() {
  if (TROTH_MUTANT("insecure-delete")) return {};
  Lock lock(read_);  // our own reads are short, but one of them would be enough to hold a frame back
  TROTH_TRY(writer_->wal().truncate());
  TROTH_TRY(bool const zeroed, gaps_.zero());
  if (zeroed) sqlite3_db_release_memory(reader_.handle());
  // SQLite leaves it to the disk when the log is cut: a power loss could bring back what was deleted.
  return TROTH_MUTANT("cut-not-synced") ? Result<>() : writer_->wal().sync();
}

}  // namespace troth::store::sqlite
