#pragma once
#include "act/event.h"
#include "base/result.h"
#include "store/reader.h"
#include "store/write_set.h"

namespace troth::store {

/// The transaction being built by the committer: reads see its own writes.
class Writer : public Reader {
 public:
  /// Rows changed by one INSERT, UPDATE or DELETE.
  virtual Result<std::int64_t> run(Sql sql, Params const& params) = 0;
};

/// Where events get their places. `store` calls, `audit` implements; every call comes from the committer's thread, in
/// this order for each group: { place* (keep_set | drop_set) }* close (committed | discarded). A group that is lost or
/// in which nothing stands is discarded without close, at any point after a keep or a drop; its sets may then come
/// again, one by one.
class Journal {
 public:
  virtual ~Journal() = default;
  /// Gives the event its index and writes its row, inside the set's savepoint, after the set's steps held.
  virtual Result<> place(Writer&, act::Event const&) = 0;
  /// The same for an entry of a public log.
  virtual Result<> place(Writer&, LogEntry const&) = 0;
  /// The set stands: what was staged since the last keep or drop becomes part of the group.
  virtual void keep_set() = 0;
  /// The set's savepoint was rolled back: what was staged since is forgotten.
  virtual void drop_set() = 0;
  /// Writes one head row for each log the group touched. Called once, before COMMIT.
  virtual Result<> close(Writer&) = 0;
  /// The group is durable: staged heads are the heads.
  virtual void committed() = 0;
  /// The group is gone: heads are what they were before it.
  virtual void discarded() = 0;
};

}  // namespace troth::store
