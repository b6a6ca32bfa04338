#pragma once
#include <vector>

#include "store/group.h"
#include "store/journal.h"
#include "store/queue.h"

namespace troth::store {

/// Write sets as members of a group: the steps of each, then its events.
class SetGroup : public Group {
 public:
  SetGroup(Session& database, Journal& journal, std::vector<Pending*> sets)
      : database_(database), journal_(journal), sets_(std::move(sets)) {}

  Result<> run(std::size_t member) override;
  void keep(std::size_t) override { journal_.keep_set(); }
  void drop(std::size_t) override { journal_.drop_set(); }
  Result<> close() override { return journal_.close(database_); }
  void committed() override { journal_.committed(); }
  void discarded() override { journal_.discarded(); }

 protected:
  Result<> place_events(std::size_t member);

  Session& database_;
  Journal& journal_;
  std::vector<Pending*> const sets_;
};

/// Tells the submitter, once.
void answer(Pending& pending, Result<> fate);

}  // namespace troth::store
