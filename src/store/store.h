#pragma once
#include <filesystem>
#include <memory>

#include "store/committer.h"
#include "store/journal.h"
#include "store/reader.h"

namespace troth::store {

/// One step of a domain's schema. `id` ascends within `domain`; each is applied once, in order, with its domain's row
/// in `schema_version`. Statements are separated by `;`. A folder whose version is higher than ours is refused.
struct Migration {
  std::string_view domain;
  int id;
  std::string_view sql;
};
using Schema = std::vector<Migration>;

/// The key store: few rows, mutable, never in a data backup, never restored. Its own file (secure_delete,
/// synchronous=FULL) or its own PostgreSQL cluster. Any thread; writes are serialised.
class KeyDatabase {
 public:
  virtual ~KeyDatabase() = default;
  /// One statement, no snapshot beyond it: a reader never keeps a shred waiting.
  virtual Result<Rows> query(Sql sql, Params const& params) = 0;
  /// All steps in one durable transaction, or none. Misses as in WriteSet.
  virtual Result<> apply(std::vector<Step> const& steps) = 0;
  /// A truncating checkpoint: after it no file holds what was deleted before. Busy or frames left: unavailable, try
  /// again.
  virtual Result<> scrub() = 0;
};

/// The two stores of a cell. Opening takes the folder for this process alone (conflict if another has it), applies
/// migrations (conflict if a newer version wrote it) and starts the committer's thread. Destroying it finishes what was
/// submitted; its snapshots and their queries have ended by then.
class Store {
 public:
  virtual ~Store() = default;
  /// A fresh snapshot. Errors: unavailable, exhausted when too many are open.
  virtual Result<std::unique_ptr<Reader>> snapshot() = 0;
  virtual Committer& committer() = 0;
  virtual KeyDatabase& keys() = 0;
  /// Set once, before the first submit.
  virtual void attach(Journal& journal) = 0;
  /// Unavailable once a commit's fsync has failed: sticky until restart.
  virtual Result<> healthy() const = 0;
  /// Healthy, and the servers behind it answer and are set up as they must be: asks them, and takes its time. Errors:
  /// unavailable, the message naming the mend.
  virtual Result<> ready() { return healthy(); }
};

/// The embedded store: `data.db` and `keys.db` in `folder`, which must exist. Debian's SQLite; this process owns all
/// writes and all checkpoints of both files.
Result<std::unique_ptr<Store>> open_sqlite(std::filesystem::path const& folder, Schema const& data, Schema const& keys);

/// A second reader of the same files from another process, for observers: never writes, never checkpoints, and leaves
/// the log in place. One snapshot of `file` (data.db or keys.db), pinned now; while it lives, deleted rows stay in the
/// log.
Result<std::unique_ptr<Reader>> observe_sqlite(std::filesystem::path const& folder, std::string_view file = "data.db");

}  // namespace troth::store
