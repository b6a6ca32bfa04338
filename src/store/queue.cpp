#include "store/queue.h"

#include <algorithm>

namespace troth::store {

Result<> Queue::push(Pending pending, Lane lane) {
  {
    Lock lock(mutex_);
    if (stopped_) return fail(Code::unavailable, "the store is stopping");
    if (total_bytes_ + pending.bytes > kTotalBytes) return fail(Code::exhausted, "too many changes wait to be stored");
    Load& load = loads_[pending.tenant()];
    if (load.sets == kTenantSets || load.bytes + pending.bytes > kTenantBytes)
      return fail(Code::exhausted, "too many changes of this tenant wait to be stored");
    ++load.sets;
    load.bytes += pending.bytes;
    total_bytes_ += pending.bytes;
    (lane == Lane::bulk ? bulk_ : interactive_).push_back(std::move(pending));
  }
  changed_.notify_one();
  return {};
}

std::vector<Pending> Queue::take(std::optional<std::chrono::milliseconds> idle) {
  Lock lock(mutex_);
  auto now = Clock::now();
  auto const until = now + idle.value_or(std::chrono::milliseconds(0));
  for (; !ready(now); now = Clock::now()) {
    if (!bulk_.empty())
      changed_.wait_until(lock, bulk_goes());  // it comes soon, whatever the patience
    else if (!idle)
      changed_.wait(lock);
    else if (changed_.wait_until(lock, until) == std::cv_status::timeout)
      break;
  }
  std::vector<Pending> group;
  bool const bulk = !bulk_.empty() && (stopped_ || now >= bulk_goes());
  bool const both = bulk && !interactive_.empty();
  fill(interactive_, both ? kGroupSets / 4 * 3 : kGroupSets, both ? kGroupBytes / 4 * 3 : kGroupBytes, group);
  if (!group.empty()) others_since_ = now;
  // A quarter of the group is a third of what else is in it.
  if (both)
    fill(bulk_, std::max<std::size_t>(group.size() / 3, 1), kGroupBytes / 4, group);
  else if (bulk)
    fill(bulk_, kGroupSets, kGroupBytes, group);
  took_bulk_ = bulk;
  return group;
}

void Queue::took(Duration time) {
  Lock lock(mutex_);
  if (!took_bulk_) return;
  rest_until_ = Clock::now() + std::min(3 * time, kMostRest);
  others_since_.reset();
}

/// When bulk has its next turn.
Queue::Clock::time_point Queue::bulk_goes() const {
  if (!interactive_.empty()) return rest_until_;
  return others_since_ ? std::min(rest_until_, *others_since_ + kPause) : Clock::time_point();
}

bool Queue::ready(Clock::time_point now) const {
  return stopped_ || !interactive_.empty() || (!bulk_.empty() && now >= bulk_goes());
}

void Queue::fill(Line& line, std::size_t sets, std::size_t bytes, std::vector<Pending>& group) {
  std::size_t taken = 0;
  for (std::size_t count = 0; count < sets && !line.empty(); ++count) {
    taken += line.front().bytes;
    if (count > 0 && taken > bytes) return;
    move_front(line, group);
  }
}

void Queue::move_front(Line& line, std::vector<Pending>& group) {
  Pending& front = line.front();
  total_bytes_ -= front.bytes;
  auto load = loads_.find(front.tenant());
  load->second.bytes -= front.bytes;
  if (--load->second.sets == 0) loads_.erase(load);
  group.push_back(std::move(front));
  line.pop_front();
}

void Queue::stop() {
  {
    Lock lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

bool Queue::finished() {
  Lock lock(mutex_);
  return stopped_ && empty();
}

}  // namespace troth::store
