#include <iostream>

#include "base/json_writer.h"
#include "probe.h"
#include "probe_choice.h"

namespace troth::cli {
namespace {

std::string as_json(std::vector<probe::Probe const*> const& probes) {
  Json json;
  json.array();
  for (auto const* probe : probes) {
    json.object().member("clause", probe->clause).member("place", name(probe->place));
    json.member("hypothesis", probe->hypothesis).member("attack", probe->attack).member("oracle", probe->oracle);
    json.member("passes", probe->passes).member("window_minutes", std::int64_t{probe->window.count()});
    json.key("mutants").array();
    for (auto const mutant : probe->mutants) json.value(mutant);
    json.end().end();
  }
  return json.end().text();
}

}  // namespace

int probe_list(ProbeArguments const& arguments) {
  auto const probes = chosen_probes(arguments.clauses);
  if (!probes) return report(probes.error());
  if (arguments.json) std::cout << as_json(*probes) << "\n";
  if (arguments.json) return kOk;
  for (auto const* probe : *probes) {
    std::cout << probe->clause << "  (" << name(probe->place) << ", counts for " << probe->window.count() / 60
              << " h)\n  attack: " << probe->attack << "\n  passes: " << probe->passes << "\n  red with:";
    for (auto const mutant : probe->mutants) std::cout << " " << mutant;
    std::cout << "\n";
  }
  return kOk;
}

}  // namespace troth::cli
