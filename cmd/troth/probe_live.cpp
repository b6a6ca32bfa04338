#include <iostream>

#include "app/identity.h"
#include "base/private_file.h"
#include "crypto/file_digest.h"
#include "foreground.h"
#include "probe.h"
#include "probe_choice.h"
#include "probe_show.h"
#include "programs.h"
#include "progress.h"
#include "runner/live.h"
#include "runner/schedule.h"
#include "store/place.h"
#include "tom_cell.h"

namespace troth::cli {
namespace {

constexpr auto kPause = std::chrono::minutes(1);  // after a run that did not come about

/// What the cell wrote when it began to serve.
Result<std::string> url_of(std::filesystem::path const& data) {
  auto url = read_file(data / "url", 4096);
  if (!url)
    return fail(Code::gone, "nothing says where this cell serves; start it, or give --url", (data / "url").string());
  while (url->ends_with('\n')) url->pop_back();
  return url;
}

/// The cell that the arguments name, and who asks it: over its socket, so only on its own machine.
struct Served {
  static Result<Served> of(ProbeArguments const& arguments) {
    if (arguments.data.empty()) return fail(Code::invalid, "name the data folder of the cell: --data DIR");
    Connection connection;
    connection.token_file = arguments.token_file;
    TROTH_TRY(auto token, connection.token());
    TROTH_TRY(auto binary, arguments.binary.empty() ? own_program() : Result(arguments.binary));
    auto const ca = arguments.ca.empty() ? arguments.data / "tls" / "cert.pem" : arguments.ca;
    TROTH_TRY(auto url, arguments.url.empty() ? url_of(arguments.data) : Result(arguments.url));
    TROTH_TRY(auto const identity, app::read_identity(arguments.data));
    Served out{{arguments.data, {"", std::move(url), ca, 30}, std::move(binary), arguments.by, asked_to_end},
               probe::Caller({arguments.data / "admin.sock", "", "", 30}, std::move(token))};
    if (auto const place = identity.place(arguments.data); place.remote())
      out.live.rows = [place](std::string_view needle) { return store::rows_holding(place, as_bytes(needle)); };
    return out;
  }
  runner::Live live;
  probe::Caller asks;
};

/// `seen` has all that was seen, also after an error.
Result<> run_once(ProbeArguments const& arguments, std::vector<runner::Outcome>& seen) {
  TROTH_TRY(auto const probes, chosen_probes(arguments.clauses));
  TROTH_TRY(auto served, Served::of(arguments));
  Progress progress("probes");
  TROTH_TRY(runner::run_live(served.live, served.asks, probes, {}, [&](runner::Outcome const& outcome) {
    if (!arguments.json) show(std::cout, outcome);
    seen.push_back(outcome);
    progress.show(seen.size(), probes.size());
  }));
  return {};
}

/// Runs what is due; what could not be run is put off.
void run_due(ProbeArguments const& arguments, Served& served, runner::Schedule& schedule) {
  auto const due = schedule.due(SystemClock().now());
  if (due.empty()) return;
  std::size_t done = 0;
  served.live.lost = [&](probe::Probe const& probe) { schedule.put_off(probe, SystemClock().now(), kPause); };
  auto const outcomes = runner::run_live(served.live, served.asks, due, {}, [&](runner::Outcome const& outcome) {
    schedule.ended(*due[done++], outcome.ended);
    if (arguments.json)
      std::cout << runner::as_json(outcome) << std::endl;
    else
      show(std::cout, outcome);
  });
  if (!outcomes) report(outcomes.error());
  for (; done < due.size(); ++done) schedule.put_off(*due[done], SystemClock().now(), kPause);
}

/// What passed and is fresh is due when its window says, whoever attacked it. Where the files do not tell, all is due
/// now.
void pass_over_fresh(runner::Schedule& schedule, std::vector<probe::Probe const*> const& probes,
                     std::filesystem::path const& data) {
  auto cell = CellFiles::open(data);
  if (!cell) return;
  auto const board = cell->board(SystemClock().now());
  if (!board) return;
  for (auto const* probe : probes) {
    auto const* view = board->find(probe->clause);
    bool const fresh = view && view->latest && view->status == evidence::Status::pass;
    if (fresh) schedule.ended(*probe, view->latest->record.ended);
  }
}

}  // namespace

int probe_live(ProbeArguments const& arguments) {
  hold_signals();  // a run that is cut short is ended, and its tokens with it
  std::vector<runner::Outcome> outcomes;
  auto const ran = run_once(arguments, outcomes);
  auto const build = crypto::own_digest();
  if (ran || !outcomes.empty())
    std::cout << (arguments.json ? as_json(outcomes, build ? hex(*build) : "") : summary(outcomes)) << "\n";
  if (!ran) return report(ran.error());
  return all_passed(outcomes) ? kOk : kFinding;
}

int probe_schedule(ProbeArguments const& arguments) {
  hold_signals();
  auto const probes = chosen_probes(arguments.clauses);
  if (!probes) return report(probes.error());
  if (probes->empty()) return report(fail(Code::invalid, "this build has no probes"));
  auto served = Served::of(arguments);
  if (!served) return report(served.error());
  SystemRandom random;
  runner::Schedule schedule(*probes, SystemClock().now(), random);
  pass_over_fresh(schedule, *probes, arguments.data);
  std::cerr << "probes on schedule: " << probes->size() << ", each at half of its window; until SIGTERM\n";
  auto const ended = serve_until_signal([&]() -> Result<> {
    run_due(arguments, *served, schedule);
    return {};
  });
  return ended ? kOk : report(ended.error());
}

}  // namespace troth::cli
