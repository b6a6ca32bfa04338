#include "store/planted.h"

#include "base/mutant.h"

#if defined(TROTH_MUTANTS)
#include <chrono>
#include <thread>

#include "store/steps.h"

namespace troth::store {
namespace {

/// Wide enough for a kill to hit.
void leave_a_gap() { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }

/// Tells the submitters before their sets are durable.
class AckBeforeCommit final : public SetGroup {
 public:
  using SetGroup::SetGroup;
  void keep(std::size_t member) override {
    SetGroup::keep(member);
    kept_.push_back(member);
  }
  Result<> close() override {
    TROTH_TRY(SetGroup::close());
    for (std::size_t member : kept_) answer(*sets_[member], {});
    leave_a_gap();
    return {};
  }
  void discarded() override {
    SetGroup::discarded();
    kept_.clear();
  }

 private:
  std::vector<std::size_t> kept_;
};

/// Commits the data first and what the log says of them later.
class EventInSecondTransaction final : public SetGroup {
 public:
  using SetGroup::SetGroup;
  Result<> run(std::size_t member) override { return run_steps(database_, sets_[member]->set.steps()); }
  void keep(std::size_t member) override { kept_.push_back(member); }
  void drop(std::size_t) override {}
  Result<> close() override { return {}; }
  void committed() override {
    leave_a_gap();
    TROTH_CHECK(place_late().has_value());
    SetGroup::committed();
    kept_.clear();
  }
  void discarded() override {
    SetGroup::discarded();
    kept_.clear();
  }

 private:
  Result<> place_late() {
    TROTH_TRY(database_.begin());
    for (std::size_t member : kept_) {
      TROTH_TRY(place_events(member));
      SetGroup::keep(member);
    }
    TROTH_TRY(SetGroup::close());
    TROTH_TRY(database_.commit());
    return {};
  }
  std::vector<std::size_t> kept_;
};

}  // namespace
}  // namespace troth::store
#endif

namespace troth::store {

std::unique_ptr<SetGroup> make_set_group(Session& database, Journal& journal, std::vector<Pending*> sets) {
#if defined(TROTH_MUTANTS)
  if (TROTH_MUTANT("ack-before-commit")) return std::make_unique<AckBeforeCommit>(database, journal, std::move(sets));
  if (TROTH_MUTANT("event-in-second-transaction"))
    return std::make_unique<EventInSecondTransaction>(database, journal, std::move(sets));
#endif
  return std::make_unique<SetGroup>(database, journal, std::move(sets));
}

}  // namespace troth::store
