#include "store/sqlite/open.h"

#include <sqlite3.h>

#include "store/folder_lock.h"
#include "store/group_committer.h"
#include "store/migrate.h"
#include "store/sqlite/database.h"
#include "store/sqlite/keys.h"
#include "store/sqlite/readers.h"

namespace troth::store {
namespace sqlite {
namespace {

class SqliteStore final : public Store {
 public:
  SqliteStore(FolderLock lock, std::unique_ptr<Health> health, std::unique_ptr<Keys> keys,
              std::unique_ptr<Readers> readers, std::unique_ptr<Session> data)
      : lock_(std::move(lock)),
        health_(std::move(health)),
        keys_(std::move(keys)),
        readers_(std::move(readers)),
        committer_(std::move(data), *keys_, *health_) {}

  Result<std::unique_ptr<Reader>> snapshot() override { return readers_->snapshot(); }
  Committer& committer() override { return committer_; }
  KeyDatabase& keys() override { return *keys_; }
  void attach(Journal& journal) override { committer_.attach(journal); }
  Result<> healthy() const override { return health_->check(); }

 private:
  // In this order: the committer finishes first, the folder is given back last.
  FolderLock lock_;
  std::unique_ptr<Health> health_;
  std::unique_ptr<Keys> keys_;
  std::unique_ptr<Readers> readers_;
  GroupCommitter committer_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_on(char const* vfs, std::filesystem::path const& folder, Schema const& data,
                                       Schema const& keys) {
  TROTH_TRY(FolderLock lock, FolderLock::take(folder));
  auto health = std::make_unique<Health>();
  auto const file = folder / "data.db";
  TROTH_TRY(Connection own, open_database(file, Role::owner, vfs));
  auto versions = std::make_shared<Versions>();
  auto readers = std::make_unique<Readers>(file, vfs, versions);
  TROTH_TRY(auto checkpointer, Checkpointer::open(file, vfs, *health));
  auto writer = std::make_unique<Owner>(
      std::move(own), *health, versions, [&r = *readers](auto patience) { r.let_go(patience); },
      std::move(checkpointer));
  TROTH_TRY(migrate(*writer, data));
  TROTH_TRY(auto key_database, Keys::open(folder / "keys.db", keys, *health, vfs));
  return std::unique_ptr<Store>(std::make_unique<SqliteStore>(
      std::move(lock), std::move(health), std::move(key_database), std::move(readers), std::move(writer)));
}

}  // namespace sqlite

Result<std::unique_ptr<Store>> open_sqlite(std::filesystem::path const& folder, Schema const& data,
                                           Schema const& keys) {
  // Memory statistics, which nobody reads, cost a process-wide lock at each allocation. Only before SQLite's first use.
  [[maybe_unused]] static int const quiet = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  return sqlite::open_on(nullptr, folder, data, keys);
}

}  // namespace troth::store
