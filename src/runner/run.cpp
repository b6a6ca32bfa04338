#include "runner/run.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include "base/mutex.h"

namespace troth::runner {
namespace {

using std::chrono::steady_clock;

/// Only the message goes where everybody reads it.
void note(Outcome& out, Error const& error) {
  out.error = error.message;
  out.detail = error.at.empty() ? "" : "(" + error.at + ")";
  if (!error.detail.empty()) out.detail += (out.detail.empty() ? "" : ": ") + error.detail;
}

/// A clause is a black box; what it throws is its own failure and nobody else's.
Result<> run_guarded(probe::Probe const& probe, probe::Scene& scene, std::string& thrown) {
  try {
    return probe.run(scene);
  } catch (std::exception const& error) {
    thrown = error.what();
  } catch (...) {
    thrown = "no std::exception";
  }
  return fail(Code::corrupt, "the probe threw", "", thrown);
}

void judge(Outcome& out, Result<> const& ran, bool in_time) {
  bool const held = std::ranges::all_of(out.observations, &probe::Observation::held);
  if (!in_time)
    out.error = "the probe was over its time";
  else if (!ran)
    note(out, ran.error());
  else if (out.observations.empty())
    out.error = "the probe saw nothing";
  out.verdict = !held ? Verdict::fail : out.error.empty() ? Verdict::pass : Verdict::error;
}

void play(Task const& task, Limits const& limits, Outcome& out) {
  auto const until = steady_clock::now() + limits.each;
  auto stage = task.prepare();
  if (!stage) {
    note(out, stage.error());
    return;
  }
  out.place = stage->wiring.place;
  out.seed = stage->wiring.seed;
  stage->wiring.until = until;
  stage->wiring.twin = stage->twin.get();
  out.started = SystemClock().now();  // of the attack: a stage of its own may take a moment
  probe::Scene scene(std::move(stage->wiring));
  std::string thrown;
  auto const ran = run_guarded(*task.probe, scene, thrown);
  out.observations = scene.observations();
  judge(out, ran, steady_clock::now() <= until);
  out.ended = SystemClock().now();  // taking the stage down is no part of it
}

}  // namespace

crypto::Digest seed_of(crypto::Digest const& checkpoint, std::string_view clause) {
  return crypto::sha256({checkpoint, as_bytes(clause)});
}

Outcome run_one(Task const& task, Limits const& limits) {
  Outcome out;
  out.clause = task.probe->clause;
  out.place = task.probe->place;
  out.started = SystemClock().now();
  out.ended = out.started;
  play(task, limits, out);
  return out;
}

std::vector<Outcome> run_all(std::span<Task const> tasks, Limits const& limits,
                             std::function<void(std::size_t, Outcome const&)> const& each) {
  std::vector<Outcome> out(tasks.size());
  std::atomic<std::size_t> next{0};
  Mutex one_at_a_time;
  auto const work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      out[i] = run_one(tasks[i], limits);
      Lock const lock(one_at_a_time);
      each(i, out[i]);
    }
  };
  std::vector<std::thread> more;
  for (unsigned i = 1; i < limits.at_once && i < tasks.size(); ++i) more.emplace_back(work);
  work();
  for (auto& thread : more) thread.join();
  return out;
}

}  // namespace troth::runner
