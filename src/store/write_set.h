#pragma once
#include "act/event.h"
#include "base/result.h"
#include "store/book_pass.h"
#include "store/sql.h"

namespace troth::store {

/// How many rows a step must touch for the set to stand.
struct Expect {
  std::int64_t least, most;
};
inline constexpr Expect kOne{1, 1};
inline constexpr Expect kAny{0, INT64_MAX};

/// One statement, run once for each entry of `each`; the expectation and the miss hold for every run.
struct Step {
  enum class Kind { write, require };
  Kind kind;
  Sql sql;
  std::vector<Params> each;
  Expect rows = kOne;
  Code miss = Code::conflict;
};

/// An insert into the key store. Inert until data refers to it; only additions, checked at compile time.
class KeyInsert {
 public:
  template <std::size_t N>
  consteval KeyInsert(char const (&literal)[N]) : sql_(literal) {
    if (!std::string_view(literal).starts_with("INSERT INTO ")) throw "a write set only adds key rows";
  }
  Sql sql() const { return sql_; }

 private:
  Sql sql_;
};

/// One entry of a public log, as its bytes.
struct LogEntry {
  TenantId log;
  Bytes bytes;
};

/// What one act changes: a list of steps, the events that tell of it, and the key rows it needs. Whole or not at all;
/// at most 256 steps (however many rows each runs over; key rows do not count) and 4 MiB. Every set about a subject,
/// also that of a read, requires the principal's and the subject's revision, so nothing can follow an erasure, a
/// restriction or a revocation in the log.
class WriteSet {
 public:
  static constexpr std::size_t kMaxSteps = 256;
  static constexpr std::size_t kMaxBytes = 4u << 20;

  /// No set without an event.
  explicit WriteSet(act::Event first) { events_.push_back(std::move(first)); }
  /// Except for the books of the logs themselves.
  explicit WriteSet(BookPass) {}
  WriteSet(WriteSet const&) = default;
  WriteSet(WriteSet&&) = default;
  WriteSet& operator=(WriteSet const&) = default;
  /// Also onto itself: `set = std::move(set).then(...)` is how one is built in a loop.
  WriteSet& operator=(WriteSet&& other) noexcept {
    if (this == &other) return *this;
    steps_ = std::move(other.steps_);
    keys_ = std::move(other.keys_);
    events_ = std::move(other.events_);
    entries_ = std::move(other.entries_);
    return *this;
  }

  /// A SELECT that must give exactly one row when the set is committed.
  WriteSet&& require(Sql sql, Params params, Code miss = Code::conflict) && {
    steps_.push_back({Step::Kind::require, sql, {std::move(params)}, kOne, miss});
    return std::move(*this);
  }
  WriteSet&& then(Sql sql, Params params, Expect rows = kOne, Code miss = Code::conflict) && {
    steps_.push_back({Step::Kind::write, sql, {std::move(params)}, rows, miss});
    return std::move(*this);
  }
  /// One step over many rows of parameters: how a chunk of an import stays one set.
  WriteSet&& then_each(Sql sql, std::vector<Params> each, Expect rows = kOne, Code miss = Code::conflict) && {
    if (!each.empty()) steps_.push_back({Step::Kind::write, sql, std::move(each), rows, miss});
    return std::move(*this);
  }
  WriteSet&& require_each(Sql sql, std::vector<Params> each, Code miss = Code::conflict) && {
    if (!each.empty()) steps_.push_back({Step::Kind::require, sql, std::move(each), kOne, miss});
    return std::move(*this);
  }
  WriteSet&& also(act::Event event) && {
    events_.push_back(std::move(event));
    return std::move(*this);
  }
  /// An entry that a public log takes in the same transaction.
  WriteSet&& entry(TenantId log, Bytes bytes) && {
    entries_.push_back({log, std::move(bytes)});
    return std::move(*this);
  }
  /// A key row, committed durably before the steps. A miss (its epoch has closed) is a conflict.
  WriteSet&& key(KeyInsert sql, Params params) && {
    keys_.push_back({Step::Kind::write, sql.sql(), {std::move(params)}, kOne, Code::conflict});
    return std::move(*this);
  }

  std::vector<Step> const& steps() const { return steps_; }
  std::vector<Step> const& keys() const { return keys_; }
  std::vector<act::Event> const& events() const { return events_; }
  std::vector<LogEntry> const& entries() const { return entries_; }
  /// Whose queue the set waits in: that of its first event's log, else the cell's.
  TenantId tenant() const { return events_.empty() ? kCell : events_.front().log; }
  /// Bytes of all parameters and events; what the queue's bound counts.
  std::size_t size() const;

 private:
  std::vector<Step> steps_, keys_;
  std::vector<act::Event> events_;
  std::vector<LogEntry> entries_;
};

}  // namespace troth::store
