#include "store/sqlite/committer.h"

#include <pthread.h>

#include "store/sqlite/planted.h"

namespace troth::store::sqlite {
namespace {

/// How long nothing must happen before the logs are truncated: a pause, not a gap between two requests.
constexpr std::chrono::milliseconds kIdle{200};

}  // namespace

GroupCommitter::GroupCommitter(Connection data, Keys& keys, Health& health)
    : keys_(keys), health_(health), data_(std::move(data)), wal_(data_, health), thread_([this] { serve(); }) {
  pthread_setname_np(thread_.native_handle(), "committer");
}

GroupCommitter::~GroupCommitter() {
  queue_.stop();
  thread_.join();
  if (health_.check()) (void)wal_.truncate();
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
  bool frames_left = true;
  while (!queue_.finished()) {
    auto group = queue_.take(frames_left ? std::optional(kIdle) : std::nullopt);
    if (group.empty()) {
      frames_left = tidy();
    } else {
      commit(std::move(group));
      frames_left = true;
    }
  }
}

void GroupCommitter::commit(std::vector<Pending> group) {
  auto const standing = add_key_rows(group);
  auto sets = make_set_group(data_, *journal_.load(), standing);
  Fates fates = commit_group(data_, health_, *sets, standing.size());
  for (std::size_t at = 0; at < standing.size(); ++at) answer(*standing[at], std::move(fates[at]));
  wal_.after_commit();
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

/// True while frames are left: a reader held them back, and the next pause tries again.
bool GroupCommitter::tidy() {
  if (!health_.check()) return false;
  if (wal_.has_frames()) (void)wal_.truncate();
  return keys_.tidy() || wal_.has_frames();
}

}  // namespace troth::store::sqlite
