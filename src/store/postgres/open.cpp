#include "store/postgres/open.h"

#include "store/folder_lock.h"
#include "store/group_committer.h"
#include "store/migrate.h"
#include "store/postgres/keys.h"
#include "store/postgres/readers.h"
#include "store/sqlite/keys.h"

namespace troth::store::postgres {
namespace {

class PostgresStore final : public Store {
 public:
  PostgresStore(FolderLock lock, std::unique_ptr<Health> health, std::unique_ptr<KeyStore> keys,
                std::unique_ptr<Session> data, std::unique_ptr<Server> server)
      : lock_(std::move(lock)),
        health_(std::move(health)),
        keys_(std::move(keys)),
        server_(std::move(server)),
        readers_(*server_),
        committer_(std::move(data), *keys_, *health_) {}

  Result<std::unique_ptr<Reader>> snapshot() override { return readers_.snapshot(); }
  Committer& committer() override { return committer_; }
  KeyDatabase& keys() override { return *keys_; }
  void attach(Journal& journal) override { committer_.attach(journal); }
  Result<> healthy() const override { return health_->check(); }
  Result<> ready() override {
    TROTH_TRY(healthy());
    auto const looked = readers_.snapshot();
    if (!looked && looked.error().code != Code::exhausted) return looked.error();
    return keys_->reach();
  }

 private:
  // In this order: the committer finishes first, the folder is given back last.
  FolderLock lock_;
  std::unique_ptr<Health> health_;
  std::unique_ptr<KeyStore> keys_;
  std::unique_ptr<Server> server_;
  Readers readers_;
  GroupCommitter committer_;
};

class Observer final : public Reader {
 public:
  explicit Observer(Connection connection) : connection_(std::move(connection)) {}
  Result<Rows> query(Sql sql, Params const& params) override { return connection_.query(sql, params); }

 private:
  Connection connection_;
};

Result<std::unique_ptr<KeyStore>> open_keys(Place const& place, Schema const& schema, Health& health,
                                            std::optional<Where> const& data) {
  if (place.keys.empty()) {
    TROTH_TRY(auto beside, sqlite::Keys::open(place.folder / "keys.db", schema, health, nullptr));
    return std::unique_ptr<KeyStore>(std::move(beside));
  }
  TROTH_TRY(Address address, Address::parse(place.keys));
  TROTH_TRY(auto apart, Keys::open(std::move(address), schema, health, data, place.keys_same_cluster));
  return std::unique_ptr<KeyStore>(std::move(apart));
}

}  // namespace

Result<std::unique_ptr<Store>> open(Place const& place, Schema const& data, Schema const& keys) {
  TROTH_TRY(Address address, Address::parse(place.data));
  TROTH_TRY(FolderLock lock, FolderLock::take(place.folder));
  auto health = std::make_unique<Health>();
  auto server = std::make_unique<Server>(std::move(address));
  TROTH_TRY(auto writer, Owner::open(*server, *health));
  TROTH_TRY(migrate(*writer, data));
  TROTH_TRY(auto key_store, open_keys(place, keys, *health, server->first()));
  return std::unique_ptr<Store>(std::make_unique<PostgresStore>(
      std::move(lock), std::move(health), std::move(key_store), std::move(writer), std::move(server)));
}

Result<std::unique_ptr<Reader>> observe(std::string const& url) {
  TROTH_TRY(Address address, Address::parse(url));
  TROTH_TRY(Connection connection, Connection::open(address));
  TROTH_TRY(pin(connection));
  return std::unique_ptr<Reader>(std::make_unique<Observer>(std::move(connection)));
}

}  // namespace troth::store::postgres
