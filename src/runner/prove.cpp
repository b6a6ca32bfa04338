#include "runner/prove.h"

#include "crypto/file_digest.h"
#include "runner/stages.h"

namespace troth::runner {

namespace {

std::vector<Proof> run(std::span<probe::Probe const* const> probes, std::filesystem::path const& binary,
                       std::filesystem::path const& mutant_binary, Limits const& limits,
                       std::function<void(std::size_t, std::size_t)> const& each) {
  std::vector<Task> tasks;
  for (auto const* probe : probes) {
    tasks.push_back({probe, on_a_twin(*probe, {binary, "", ""})});
    for (auto const mutant : probe->mutants)
      tasks.push_back({probe, on_a_twin(*probe, {mutant_binary, std::string(mutant), ""})});
  }
  std::size_t done = 0;
  auto const outcomes = run_all(tasks, limits, [&](std::size_t, Outcome const&) { each(++done, tasks.size()); });

  std::vector<Proof> out;
  std::size_t at = 0;
  for (auto const* probe : probes) {
    auto const& real = outcomes[at++];
    for (auto const mutant : probe->mutants)
      out.push_back({std::string(probe->clause), std::string(mutant), real, outcomes[at++]});
  }
  return out;
}

/// A build that ran meanwhile has replaced the file.
Result<> must_be_still(crypto::Digest const& before, std::filesystem::path const& program) {
  TROTH_TRY(auto const now, crypto::file_digest(program));
  if (now == before) return {};
  return fail(Code::conflict, "the program changed while its probes ran; build to the end, then run this again",
              program.string());
}

}  // namespace

Result<Shown> prove(std::span<probe::Probe const* const> probes, std::filesystem::path const& binary,
                    std::filesystem::path const& mutant_binary, Limits const& limits,
                    std::function<void(std::size_t, std::size_t)> const& each) {
  Shown out;
  TROTH_TRY(out.build, crypto::file_digest(binary));
  TROTH_TRY(out.mutant_build, crypto::file_digest(mutant_binary));
  out.proofs = run(probes, binary, mutant_binary, limits, each);
  TROTH_TRY(must_be_still(out.build, binary));
  TROTH_TRY(must_be_still(out.mutant_build, mutant_binary));
  return out;
}

merkle::Manifest manifest_of(Shown const& shown, std::string commit) {
  merkle::Manifest out;
  out.commit = std::move(commit);
  out.build = shown.build;
  out.mutant_build = shown.mutant_build;
  for (auto const& proof : shown.proofs)
    if (proof.holds()) out.pairs.push_back({proof.clause, proof.mutant, proof.planted.verdict == Verdict::error});
  return out;
}

}  // namespace troth::runner
