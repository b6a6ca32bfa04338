#include "runner/live.h"

#include "base/private_file.h"
#include "crypto/file_digest.h"
#include "runner/evidence_body.h"
#include "runner/stages.h"

namespace troth::runner {
namespace {

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
    return Stage{std::move(wiring), nullptr};
  };
}

/// One run of as many probes as it has time for, and one at least.
class Attack {
 public:
  Attack(Live const& live, probe::Caller& asks, Limits limits, std::function<void(Outcome const&)> const& each)
      : live_(live), asks_(asks), limits_(limits), each_(each) {}

  Result<> begin() {
    TROTH_TRY(build_, crypto::file_digest(live_.binary));
    TROTH_TRY(seal_, seal_of(live_.data));
    TROTH_TRY(run_, probe::begin_run(asks_, live_.by));
    return {};
  }

  /// Takes from the front of `left` what it has done.
  Result<> probes(std::span<probe::Probe const* const>& left, std::vector<Outcome>& out) {
    if (hex(build_) != run_.build)
      return fail(Code::conflict, "another build serves this cell; run the probes with the program that serves it",
                  live_.binary.string());
    do {
      TROTH_TRY(one(*left.front(), out));
      left = left.subspan(1);
    } while (!left.empty() && !live_.stop() && SystemClock().now() + 2 * limits_.each < run_.expires);
    return {};
  }

  /// Whatever came before: its tokens must not live on.
  Result<> end() { return probe::end_run(asks_, run_); }

 private:
  Result<> one(probe::Probe const& probe, std::vector<Outcome>& out) {
    auto prepare = probe.place == probe::Place::twin ? on_a_twin(probe, {live_.binary, "", live_.data}, run_.checkpoint)
                                                     : on_the_cell(probe, live_, seal_, run_);
    auto outcome = run_one({&probe, std::move(prepare)}, limits_);
    TROTH_TRY(auto const body, evidence_body(outcome, run_, build_));
    TROTH_TRY(probe::hand_in(asks_, run_, body));  // before the next begins: what is known is never held back
    each_(outcome);
    out.push_back(std::move(outcome));
    return {};
  }

  Live const& live_;
  probe::Caller& asks_;
  Limits limits_;
  std::function<void(Outcome const&)> const& each_;
  crypto::Digest build_{};
  std::filesystem::path seal_;
  probe::Run run_;
};

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
  while (!probes.empty() && !live.stop()) {
    Attack attack(live, asks, limits, each);
    TROTH_TRY(attack.begin());
    auto done = attack.probes(probes, out);
    auto ended = attack.end();
    if (!done) return std::move(done).error();
    if (!ended) return std::move(ended).error();
  }
  return out;
}

}  // namespace troth::runner
