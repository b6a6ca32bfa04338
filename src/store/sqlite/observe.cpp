#include "store/sqlite/database.h"
#include "store/sqlite/readers.h"
#include "store/store.h"

namespace troth::store {
namespace {

class Observer final : public Reader {
 public:
  explicit Observer(sqlite::Connection connection) : connection_(std::move(connection)) {}
  Result<Rows> query(Sql sql, Params const& params) override { return connection_.query(sql, params); }
  Result<> pin() { return sqlite::pin(connection_); }

 private:
  sqlite::Connection connection_;
};

}  // namespace

Result<std::unique_ptr<Reader>> observe_sqlite(std::filesystem::path const& folder, std::string_view file) {
  TROTH_TRY(auto connection, sqlite::open_database(folder / file, sqlite::Role::observer, nullptr));
  auto observer = std::make_unique<Observer>(std::move(connection));
  TROTH_TRY(observer->pin());
  return std::unique_ptr<Reader>(std::move(observer));
}

}  // namespace troth::store
