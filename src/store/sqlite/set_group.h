#pragma once
#include <vector>

#include "store/journal.h"
#include "store/sqlite/group.h"
#include "store/sqlite/queue.h"

namespace troth::store::sqlite {

/// The committer's connection as the journal sees it.
class OpenTransaction final : public Writer {
 public:
  explicit OpenTransaction(Connection& database) : database_(database) {}
  Result<Rows> query(Sql sql, Params const& params) override { return database_.query(sql, params); }
  Result<std::int64_t> run(Sql sql, Params const& params) override { return database_.run(sql, params); }

 private:
  Connection& database_;
};

/// Write sets as members of a group: the steps of each, then its events.
class SetGroup : public Group {
 public:
  SetGroup(Connection& database, Journal& journal, std::vector<Pending*> sets)
      : database_(database), writer_(database), journal_(journal), sets_(std::move(sets)) {}

  Result<> run(std::size_t member) override;
  void keep(std::size_t) override { journal_.keep_set(); }
  void drop(std::size_t) override { journal_.drop_set(); }
  Result<> close() override { return journal_.close(writer_); }
  void committed() override { journal_.committed(); }
  void discarded() override { journal_.discarded(); }

 protected:
  Result<> place_events(std::size_t member);

  Connection& database_;
  OpenTransaction writer_;
  Journal& journal_;
  std::vector<Pending*> const sets_;
};

/// Tells the submitter, once.
void answer(Pending& pending, Result<> fate);

}  // namespace troth::store::sqlite
