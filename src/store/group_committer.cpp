#include "store/group_committer.h"

#include <pthread.h>

#include "base/mutant.h"
#include "store/planted.h"

namespace troth::store {
namespace {

/// How long nothing must happen before the engine tidies up: a pause, not a gap between two requests.
constexpr std::chrono::milliseconds kIdle{200};

/// For a planted bug only: those whose keys were not added yet stand as well.
std::vector<Pending*> all_of(std::vector<Pending>& group) {
  std::vector<Pending*> out;
  for (Pending& pending : group) out.push_back(&pending);
  return out;
}

}  // namespace

GroupCommitter::GroupCommitter(std::unique_ptr<Session> data, KeyStore& keys, Health& health)
    : keys_(keys), health_(health), data_(std::move(data)), thread_([this] { serve(); }) {
  pthread_setname_np(thread_.native_handle(), "committer");
}

GroupCommitter::~GroupCommitter() {
  queue_.stop();
  thread_.join();
  data_->finish();
}

Result<> GroupCommitter::submit(WriteSet set, Lane lane, Then then) {
  TROTH_CHECK(journal_.load() != nullptr);
  std::size_t const bytes = set.size();
  if (set.steps().size() > WriteSet::kMaxSteps || bytes > WriteSet::kMaxBytes)
    return fail(Code::too_large, "too much for one change");
  TROTH_TRY(health_.check());
  return queue_.push({std::move(set), std::move(then), bytes}, lane);
}

void GroupCommitter::serve() {
  bool untidy = true;
  while (!queue_.finished()) {
    auto group = queue_.take(untidy ? std::optional(kIdle) : std::nullopt);
    if (group.empty()) {
      untidy = tidy();
    } else {
      auto const begun = Queue::Clock::now();
      commit(std::move(group));
      queue_.took(Queue::Clock::now() - begun);
      untidy = true;
    }
  }
}

void GroupCommitter::commit(std::vector<Pending> group) {
  bool const keys_late = TROTH_MUTANT("key-row-after-data");
  auto const standing = keys_late ? all_of(group) : add_key_rows(group);
  auto sets = make_set_group(*data_, *journal_.load(), standing);
  Fates fates = commit_group(*data_, health_, *sets, standing.size());
  if (keys_late) (void)add_key_rows(group);
  for (std::size_t at = 0; at < standing.size(); ++at) answer(*standing[at], std::move(fates[at]));
  data_->after_commit();
}

/// Before the data that need them, so that data never refer to a key that a crash has taken. Those without a set are
/// inert.
std::vector<Pending*> GroupCommitter::add_key_rows(std::vector<Pending>& group) {
  std::vector<std::vector<Step> const*> rows;
  for (Pending const& pending : group)
    if (!pending.set.keys().empty()) rows.push_back(&pending.set.keys());
  Fates fates = keys_.add(rows);
  auto fate = fates.begin();
  std::vector<Pending*> standing;
  for (Pending& pending : group) {
    bool const stands = pending.set.keys().empty() || fate->has_value();
    if (stands) standing.push_back(&pending);
    if (!stands) answer(pending, *fate);
    if (!pending.set.keys().empty()) ++fate;
  }
  return standing;
}

/// True while something is left, such as what a reader held back; the next pause tries again.
bool GroupCommitter::tidy() {
  if (!health_.check()) return false;
  bool const left = data_->tidy();
  return keys_.tidy() || left;
}

}  // namespace troth::store
