#pragma once
#include <filesystem>
#include <initializer_list>

#include "act/event.h"
#include "store/place.h"

namespace troth::cli {

/// Looks at the cell's files from outside its process: rows with a reader of its own, and every file as plain bytes. It
/// holds no key, asks the API nothing and believes no handler.
class Observer {
 public:
  explicit Observer(std::filesystem::path data) : data_(std::move(data)) {}

  /// One statement on a snapshot of now, which ends before this returns.
  Result<store::Rows> data(store::Sql sql, store::Params const& params) const {
    return rows(store::Which::data, sql, params);
  }
  Result<store::Rows> keys(store::Sql sql, store::Params const& params) const {
    return rows(store::Which::keys, sql, params);
  }
  /// The one number of a SELECT COUNT(*).
  Result<std::int64_t> count(store::Sql sql, store::Params const& params) const;

  /// How often these bytes stand in any file of the cell (databases, their logs, key snapshot, seal), and in how many
  /// rows of a store that is not in its folder. What a set moves
  /// from a log into a database while this reads is found, as logs are read first.
  Result<std::size_t> places(ByteView needle) const;
  Result<std::size_t> places(std::string_view needle) const { return places(as_bytes(needle)); }

  struct SeenEvent {
    std::int64_t seq = 0;
    std::int64_t type = 0;
    bool leaf_agrees = false;  ///< the leaf's version and type are those of the row
  };
  /// not_found if the log has no such event.
  Result<SeenEvent> event(TenantId log, std::string_view id) const;

  struct SeenLog {
    std::uint64_t leaves = 0;
    std::string root;     ///< hex, computed here from the leaves alone
    bool agrees = false;  ///< with the head that the cell keeps
  };
  Result<SeenLog> log(TenantId log) const;

 private:
  Result<store::Rows> rows(store::Which which, store::Sql sql, store::Params const& params) const;
  std::filesystem::path data_;
};

}  // namespace troth::cli
