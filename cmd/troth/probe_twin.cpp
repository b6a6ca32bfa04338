#include <algorithm>
#include <iostream>
#include <optional>

#include "crypto/file_digest.h"
#include "probe.h"
#include "probe_choice.h"
#include "probe_show.h"
#include "programs.h"
#include "progress.h"
#include "runner/resume.h"
#include "runner/stages.h"

namespace troth::cli {
namespace {

/// Runs the tasks, showing each as it ends; what a resume file has of them already is shown and not run.
class TwinRun {
 public:
  explicit TwinRun(ProbeArguments const& arguments) : arguments_(arguments) {}

  Result<std::vector<runner::Outcome>> run() {
    TROTH_TRY(auto const probes, chosen_probes(arguments_.clauses));
    TROTH_TRY(auto const binary, program());
    auto const digest = crypto::file_digest(binary);
    if (!digest) return fail(Code::invalid, "there is no such program; name it with --binary", binary.string());
    build_ = hex(*digest);
    if (!arguments_.resume.empty()) {
      TROTH_TRY(auto file, runner::ResumeFile::open(arguments_.resume, build_ + arguments_.mutant));
      kept_.emplace(std::move(file));
    }
    std::vector<runner::Task> tasks;
    for (auto const* probe : probes)
      if (!taken_over(*probe))
        tasks.push_back({probe, runner::on_a_twin(*probe, {binary, arguments_.mutant, arguments_.data})});
    run_tasks(tasks);
    return std::move(outcomes_);
  }

  std::string const& build() const { return build_; }

 private:
  Result<std::filesystem::path> program() const {
    if (!arguments_.binary.empty()) return std::filesystem::absolute(arguments_.binary);
    return arguments_.mutant.empty() ? own_program() : mutant_program();
  }

  bool taken_over(probe::Probe const& probe) {
    auto const* done = kept_ ? kept_->find(probe.clause) : nullptr;
    if (done == nullptr) return false;
    outcomes_.push_back(*done);
    if (!arguments_.json) show(std::cout, *done);
    return true;
  }

  void run_tasks(std::vector<runner::Task> const& tasks) {
    Progress progress("probes");
    std::size_t ended = 0;
    auto fresh = runner::run_all(tasks, {}, [&](std::size_t, runner::Outcome const& outcome) {
      if (!arguments_.json) show(std::cout, outcome);
      if (kept_)
        if (auto written = kept_->keep(outcome); !written) report(written.error());
      progress.show(++ended, tasks.size());
    });
    std::ranges::move(fresh, std::back_inserter(outcomes_));
  }

  ProbeArguments const& arguments_;
  std::string build_;
  std::optional<runner::ResumeFile> kept_;
  std::vector<runner::Outcome> outcomes_;
};

}  // namespace

int probe_twin(ProbeArguments const& arguments) {
  TwinRun run(arguments);
  auto const outcomes = run.run();
  if (!outcomes) return report(outcomes.error());
  std::cout << (arguments.json ? as_json(*outcomes, run.build()) : summary(*outcomes)) << "\n";
  return all_passed(*outcomes) ? kOk : kFinding;
}

}  // namespace troth::cli
