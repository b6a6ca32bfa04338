#include "catalogue/catalogue.h"
#include "commands.h"
#include "http/json.h"
#include "probe/process.h"
#include "programs.h"
#include "tour_stop.h"

// One planted bug is switched on in a twin: exactly one sentence turns red, and green again without it.

namespace troth::cli {
namespace {

constexpr char kBug[] = "restriction-ignored";
constexpr char kSentence[] = "TE-1.11";

struct Verdicts {
  std::string text;              ///< as the program printed them
  std::vector<std::string> red;  ///< clause ids
  std::size_t all = 0;
};

/// `troth probe run --twin`, as anybody would type it.
Result<Verdicts> probe_twin(std::filesystem::path const& binary, std::string const& mutant) {
  std::vector<std::string> arguments{"probe", "run", "--twin", "--json", "--binary", binary.string()};
  if (!mutant.empty()) arguments.insert(arguments.end(), {"--mutant", mutant});
  TROTH_TRY(auto const self, own_program());
  TROTH_TRY(auto const ran, probe::Process::run({self, arguments}, std::chrono::seconds(300)));
  if (ran.code != kOk && ran.code != kFinding)
    return fail(Code::unavailable, "the probes could not be run", "troth probe run",
                "exit " + std::to_string(ran.code));
  TROTH_TRY(auto value, http::parse_json(ran.said));
  Verdicts out;
  auto const* object = value.object();
  auto const* list = object && object->contains("outcomes") ? object->find("outcomes")->second.array() : nullptr;
  if (!list) return fail(Code::invalid, "the probes gave no list of verdicts");
  for (auto const& item : *list) {
    auto const* one = item.object();
    auto const* clause = one && one->contains("clause") ? one->find("clause")->second.text() : nullptr;
    auto const* verdict = one && one->contains("verdict") ? one->find("verdict")->second.text() : nullptr;
    if (!clause || !verdict) return fail(Code::invalid, "a verdict without its clause");
    ++out.all;
    if (*verdict != "pass") out.red.push_back(*clause);
    auto const* known = catalogue::Catalogue::built_in().find(*clause);
    out.text += *verdict + "  " + *clause + "  " + (known ? known->title.en : "") + "\n";
  }
  return out;
}

std::string listed(std::vector<std::string> const& ids) {
  std::string out;
  for (auto const& id : ids) out += (out.empty() ? "" : ", ") + id;
  return out.empty() ? "none" : out;
}

}  // namespace

Result<TourSeen> tour_mutant(TourCast const& cast, std::string const&) {
  std::error_code ignored;
  if (!std::filesystem::exists(cast.mutant_binary, ignored))
    return fail(Code::not_found, "the build with planted bugs is not here; ./up makes it", cast.mutant_binary.string());
  TROTH_TRY(auto const sick, probe_twin(cast.mutant_binary, kBug));
  TROTH_TRY(auto const well, probe_twin(cast.binary, ""));

  TourSeen out;
  out.held = sick.red == std::vector<std::string>{kSentence} && well.red.empty() && well.all > 1;
  out.summary = "With the bug " + std::string(kBug) + " of " + std::to_string(sick.all) +
                " tested sentences red: " + listed(sick.red) + ". Without it: " + listed(well.red) + ".";
  out.details = tour_line(
      "The bug: the server forgets to look whether a person is restricted. The twin that carries it is a "
      "cell of its own, in a folder that goes with it; this cell never had it.");
  out.details += tour_said("The verdicts with the bug", sick.text);
  out.details += tour_said("The verdicts of the real build", well.text);
  return out;
}

}  // namespace troth::cli
