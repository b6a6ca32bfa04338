#include "store/set_group.h"

#include "store/steps.h"

namespace troth::store {

Result<> SetGroup::run(std::size_t member) {
  TROTH_TRY(run_steps(database_, sets_[member]->set.steps()));
  return place_events(member);
}

Result<> SetGroup::place_events(std::size_t member) {
  try {
    for (act::Event const& event : sets_[member]->set.events()) TROTH_TRY(journal_.place(database_, event));
    for (LogEntry const& entry : sets_[member]->set.entries()) TROTH_TRY(journal_.place(database_, entry));
    return {};
  } catch (CorruptRow const& row) {
    return fail(Code::corrupt, "the head of a log has been damaged", {}, row.what());
  }
}

void answer(Pending& pending, Result<> fate) {
  if (pending.then) std::exchange(pending.then, nullptr)(std::move(fate));
}

}  // namespace troth::store
