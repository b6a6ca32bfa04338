#include "lifecycle/runner.h"

#include <algorithm>

#include "lifecycle/destruction.h"
#include "lifecycle/rotation.h"
#include "vault/facts.h"

namespace troth::lifecycle {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kPatience = 8;  // failed steps after which a waiting answer is told; the job itself goes on

Advance advance_of(JobRow const& job) {
  if (job.kind == "destruction") return advance_destruction;
  if (job.kind == "rotation") return advance_rotation;
  return job.kind == "epoch" ? advance_epoch : advance_erasure;
}

act::Operation operation_of(JobRow const& job) {
  if (job.kind == "destruction") return act::Operation::destruction;
  return job.kind == "epoch" || job.kind == "rotation" ? act::Operation::administration : act::Operation::erasure;
}

milliseconds pause_after(int failures) { return milliseconds(std::min(5'000, 20 << std::min(failures, 8))); }

}  // namespace

Runner::Runner(Wiring wiring, Tick tick, milliseconds pause)
    : wiring_(std::move(wiring)), tick_(std::move(tick)), pause_(pause) {}

Runner::~Runner() { stop(); }

void Runner::stop() {
  {
    Lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<> Runner::resume() {
  TROTH_TRY(auto snapshot, wiring_.store.snapshot());
  TROTH_TRY(auto jobs, unfinished_jobs(*snapshot));
  for (auto const& job : jobs) add(job.tenant, job.id, {});
  return {};
}

void Runner::start() {
  thread_ = std::thread([this] { loop(); });
}

void Runner::add(TenantId tenant, JobId id, Done at_milestone) {
  {
    Lock lock(mutex_);
    queue_.push_back({tenant, id, std::move(at_milestone)});
  }
  wake_.notify_one();
}

void Runner::again(Waiting job, milliseconds pause) {
  job.not_before = steady_clock::now() + pause;
  Lock lock(mutex_);
  queue_.push_back(std::move(job));
}

/// Jobs for whose milestone somebody waits go first, as until then a person's data can be read; every fourth step goes
/// to whoever has waited longest, so that deletion goes on under a stream of erasures.
std::deque<Runner::Waiting>::iterator Runner::next_due(steady_clock::time_point now) {
  auto const due = [&](Waiting const& job) { return job.not_before <= now; };
  auto const hurried = [&](Waiting const& job) { return due(job) && job.done; };
  auto const found = ++steps_ % 4 == 0 ? queue_.end() : std::ranges::find_if(queue_, hurried);
  return found != queue_.end() ? found : std::ranges::find_if(queue_, due);
}

void Runner::loop() {
  auto next_tick = steady_clock::now() + pause_;
  for (;;) {
    if (steady_clock::now() >= next_tick) {  // before any job: a stream of erasures must not keep idle keys alive
      tick_();
      next_tick = steady_clock::now() + pause_;
    }
    std::optional<Waiting> due;
    {
      Lock lock(mutex_);
      if (stopping_) return;
      auto const now = steady_clock::now();
      auto it = next_due(now);
      if (it == queue_.end()) {
        auto wait = next_tick;
        for (auto const& w : queue_) wait = std::min(wait, w.not_before);
        wake_.wait_until(lock, wait);
        continue;
      }
      due = std::move(*it);
      queue_.erase(it);
    }
    step(std::move(*due));
  }
}

void Runner::step(Waiting job) {
  auto moved = [&]() -> Result<JobRow> {
    try {
      return advance(job.tenant, job.id);
    } catch (store::CorruptRow const& row) {
      return fail(Code::corrupt, "a job's row has been damaged; it is not carried out", {}, row.what());
    }
  }();
  if (!moved) {
    if (++job.failures == kPatience && job.done) std::exchange(job.done, {})(std::move(moved).error());
    return again(std::move(job), pause_after(job.failures));
  }
  job.failures = 0;
  if (job.done && (moved->milestone || moved->state == "completed")) std::exchange(job.done, {})(*moved);
  if (moved->state != "completed") again(std::move(job), milliseconds(0));
}

Result<std::optional<JobRow>> Runner::load(TenantId tenant, JobId id) {
  TROTH_TRY(auto snapshot, wiring_.store.snapshot());
  return load_job(*snapshot, tenant, id);
}

Result<JobRow> Runner::advance(TenantId tenant, JobId id) {
  TROTH_TRY(auto found, load(tenant, id));
  if (!found) return fail(Code::corrupt, "a job's row has vanished");
  JobRow const row = *found;
  if (row.state == "completed") return row;
  std::optional<store::WriteSet> set;
  {
    TROTH_TRY(auto snapshot, wiring_.store.snapshot());
    vault::Context const context{*snapshot, wiring_.clock, wiring_.random, wiring_.scribe, wiring_.keyring};
    access::Facts facts;
    if (row.tenant != kCell) {
      TROTH_TRY(facts, vault::tenant_facts(*snapshot, row.tenant));
    }
    TROTH_TRY(auto grant, access::authorise_job(row.tenant, operation_of(row), std::move(facts), wiring_.clock.now()));
    TROTH_TRY(set, advance_of(row)(context, wiring_.effects, grant, row));
  }
  if (!set) return row;
  auto const lane = row.milestone ? store::Lane::bulk : store::Lane::interactive;
  TROTH_TRY(wiring_.store.committer().commit(std::move(*set), lane));
  TROTH_TRY(auto after, load(tenant, id));
  if (!after) return fail(Code::corrupt, "a job's row has vanished");
  return *after;
}

}  // namespace troth::lifecycle
