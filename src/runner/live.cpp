#include "runner/live.h"

#include <algorithm>
#include <thread>

#include "base/private_file.h"
#include "crypto/file_digest.h"
#include "runner/evidence_body.h"
#include "runner/stages.h"

namespace troth::runner {
namespace {

constexpr int kTries = 5;

Prepare on_the_cell(probe::Probe const& probe, Live const& live, std::filesystem::path const& seal,
                    probe::Run const& run) {
  return [&probe, &live, &seal, &run]() -> Result<Stage> {
    TROTH_TRY(auto tenant, probe::tenant_of(run.tenants[0], live.attacked));
    TROTH_TRY(auto neighbour, probe::tenant_of(run.tenants[1], live.attacked));
    probe::Scene::Wiring wiring{probe::Place::live,
                                std::move(tenant),
                                std::move(neighbour),
                                probe::Caller(live.attacked, std::nullopt),
                                live.data,
                                seal,
                                nullptr,
                                seed_of(run.checkpoint, probe.clause)};
    wiring.rows = live.rows;
    return Stage{std::move(wiring), nullptr};
  };
}

/// Verdicts that the cell did not take, and why it did not take the last of them.
struct Lost {
  std::string clauses, why;
  void add(std::string const& clause, Error const& error) {
    clauses += (clauses.empty() ? "" : ", ") + clause;
    why = std::string(error.message) + " (" + error.at + "): " + error.detail;
  }
};

/// One run of as many probes as it has time for, and one at least.
class Attack {
 public:
  Attack(Live const& live, probe::Caller& asks, Limits limits, std::function<void(Outcome const&)> const& each,
         Lost& lost)
      : live_(live), asks_(asks), limits_(limits), each_(each), lost_(lost) {}

  /// A pair of tenants that nobody can furnish any more, since a prober redefined what a probe needs, gives way to a
  /// fresh one.
  Result<> begin(bool attacks_cell) {
    TROTH_TRY(build_, crypto::file_digest(live_.binary));
    TROTH_TRY(seal_, seal_of(live_.data));
    TROTH_TRY(run_, probe::begin_run(asks_, live_.by));
    if (!attacks_cell || !spoiled()) return {};
    TROTH_TRY(end());
    TROTH_TRY(run_, probe::begin_run(asks_, live_.by, true));
    return {};
  }

  /// Takes from the front of `left` what it has done.
  Result<> probes(std::span<probe::Probe const* const>& left, std::vector<Outcome>& out) {
    if (hex(build_) != run_.build)
      return fail(Code::conflict, "another build serves this cell; run the probes with the program that serves it",
                  live_.binary.string());
    do {
      one(*left.front(), out);
      left = left.subspan(1);
    } while (!left.empty() && !live_.stop() && SystemClock().now() + 2 * limits_.each < run_.expires);
    return {};
  }

  /// Whatever came before: its tokens must not live on.
  Result<> end() { return probe::end_run(asks_, run_); }

 private:
  /// Whether a tenant answers and cannot be furnished, or takes nobody as the kit has them; one that does not answer is
  /// no worse than before.
  bool spoiled() const {
    return std::ranges::any_of(run_.tenants, [&](auto const& one) {
      auto tenant = probe::tenant_of(one, live_.attacked);
      if (!tenant) return tenant.error().code == Code::conflict;
      auto const person = tenant->person("Sample Person", "sample@example.com");
      return !person && person.error().code == Code::conflict;
    });
  }

  /// What the cell does not take as it is told, it takes told plainly: a verdict is never lost over its words.
  Result<> hand_in(Outcome const& outcome) {
    TROTH_TRY(auto const body, evidence_body(outcome, run_, build_));
    auto taken = send(body);
    if (taken || taken.error().code != Code::invalid) return taken;
    auto plain = outcome;
    plain.error.clear();
    plain.observations = {{outcome.verdict == Verdict::pass, "the cell refused what was seen; " +
                                                                 std::to_string(outcome.samples()) + " samples, " +
                                                                 std::string(word(outcome.verdict))}};
    TROTH_TRY(auto const shorter, evidence_body(plain, run_, build_));
    return send(shorter);
  }

  /// Again and again while that may help. What a try without an answer has left in the log is handed in: no two tests
  /// share their time and seed, so a verdict that stands there already is this one.
  Result<> send(std::string const& body) {
    for (int tried = 1;; ++tried) {
      auto taken = probe::hand_in(asks_, run_, body);
      if (taken || (taken.error().code == Code::conflict && taken.error().at == "/started")) return {};
      if (taken.error().code != Code::unavailable || tried == kTries) return taken.error();
      std::this_thread::sleep_for(live_.pause);
    }
  }

  void one(probe::Probe const& probe, std::vector<Outcome>& out) {
    auto prepare = probe.place == probe::Place::twin ? on_a_twin(probe, {live_.binary, "", live_.data}, run_.checkpoint)
                                                     : on_the_cell(probe, live_, seal_, run_);
    out.push_back(run_one({&probe, std::move(prepare)}, limits_));
    each_(out.back());
    auto const taken = hand_in(out.back());  // before the next begins: what is known is never held back
    if (taken) return;
    lost_.add(out.back().clause, taken.error());
    live_.lost(probe);
  }

  Live const& live_;
  probe::Caller& asks_;
  Limits limits_;
  std::function<void(Outcome const&)> const& each_;
  Lost& lost_;
  crypto::Digest build_{};
  std::filesystem::path seal_;
  probe::Run run_;
};

Result<> attack_all(Live const& live, probe::Caller& asks, std::span<probe::Probe const* const> probes, Limits limits,
                    std::function<void(Outcome const&)> const& each, std::vector<Outcome>& out, Lost& lost) {
  while (!probes.empty() && !live.stop()) {
    Attack attack(live, asks, limits, each, lost);
    TROTH_TRY(attack.begin(std::ranges::find(probes, probe::Place::live, &probe::Probe::place) != probes.end()));
    auto done = attack.probes(probes, out);
    auto ended = attack.end();
    TROTH_TRY(std::move(done));
    TROTH_TRY(std::move(ended));
  }
  return {};
}

}  // namespace

Result<std::filesystem::path> seal_of(std::filesystem::path const& data) {
  auto const text = read_file(data / "cell.json", 64u << 10);
  if (!text) return fail(Code::gone, "there is no cell in this folder", data.string());
  TROTH_TRY(auto reader, http::JsonReader::object(*text));
  TROTH_TRY(auto const seal, reader.text("seal", 4096));
  return std::filesystem::path(seal);
}

Result<std::vector<Outcome>> run_live(Live const& live, probe::Caller& asks,
                                      std::span<probe::Probe const* const> probes, Limits limits,
                                      std::function<void(Outcome const&)> const& each) {
  std::vector<Outcome> out;
  Lost lost;
  auto done = attack_all(live, asks, probes, limits, each, out, lost);
  if (!lost.clauses.empty())
    return fail(Code::conflict, "verdicts could not be handed in, and the log of the cell lacks them; run these again",
                lost.clauses, done ? lost.why : lost.why + "; then " + std::string(done.error().message));
  if (!done) return std::move(done).error();
  return out;
}

}  // namespace troth::runner
