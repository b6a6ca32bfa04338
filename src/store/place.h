#pragma once
#include <filesystem>
#include <string>

#include "store/store.h"

namespace troth::store {

/// Where a cell keeps its two stores.
struct Place {
  std::filesystem::path folder;    ///< of the cell: data.db and keys.db unless a URL below says otherwise; the lock
  std::string data = {};           ///< a postgres:// URL; empty: data.db
  std::string keys = {};           ///< a postgres:// URL; empty: keys.db, wherever the data are
  bool keys_same_cluster = false;  ///< the keys may be in another database of the cluster of the data

  /// Where a query waits for another process; never on a thread that others share, then.
  bool remote() const { return !data.empty() || !keys.empty(); }
};

enum class Which { data, keys };

/// Opens both stores, for this process alone. Errors: as open_sqlite; besides invalid (a URL, keys beside the data) and
/// unavailable (nobody answers, the server is not set up as it must be; the message says how).
Result<std::unique_ptr<Store>> open_stores(Place const& place, Schema const& data, Schema const& keys);

/// One snapshot of one store from another process, for observers: never writes.
Result<std::unique_ptr<Reader>> observe(Place const& place, Which which = Which::data);

/// In how many rows of what is not in the folder the bytes stand: what an observer of files cannot see. Reads every
/// row.
Result<std::size_t> rows_holding(Place const& place, ByteView needle);

}  // namespace troth::store
