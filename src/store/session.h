#pragma once
#include "store/journal.h"

namespace troth::store {

/// What `at` of a conflict says when the engine could not put two transactions in an order: it is nobody's miss, and
/// the same steps may hold on a fresh snapshot.
inline constexpr std::string_view kNoOrder = "order";

/// The one connection that changes a database, of whatever engine. One transaction at a time, one thread at a time.
class Session : public Writer {
 public:
  /// unavailable: the store does not answer now, and nothing was begun.
  virtual Result<> begin() = 0;
  /// Durable, or nothing of the transaction stands and why. Where nobody can know which, the store's health fails.
  virtual Result<> commit() = 0;
  /// False also when the engine itself has ended the transaction, with all its savepoints.
  virtual bool in_transaction() const = 0;
  /// Leaves no transaction open, whatever happened before.
  virtual void rollback() = 0;
  /// A step of a migration: statements of our one SQL text, separated by `;`, inside a transaction.
  virtual Result<> define(std::string_view script) = 0;
  /// One statement with many parameters: rows changed by each, or found by each where it is a SELECT. The first error
  /// ends it. An engine behind a socket sends them all before it waits.
  virtual Result<std::vector<std::int64_t>> run_each(Sql sql, std::vector<Params> const& each);
  virtual Result<std::vector<std::int64_t>> count_each(Sql sql, std::vector<Params> const& each);
  /// After each group.
  virtual void after_commit() {}
  /// When nothing else is to do. True while something is left for the next pause.
  virtual bool tidy() { return false; }
  /// A clean end: nothing comes after it.
  virtual void finish() {}
};

}  // namespace troth::store
