#include "probe_choice.h"

#include <algorithm>

#include "catalogue/catalogue.h"
#include "clauses/clauses.h"

namespace troth::cli {
namespace {

/// Its place in the documents; what the catalogue lacks comes last.
std::ptrdiff_t place_of(probe::Probe const* probe) {
  auto const& clauses = catalogue::Catalogue::built_in().clauses();
  return std::ranges::find(clauses, probe->clause, &catalogue::Clause::id) - clauses.begin();
}

}  // namespace

Result<std::vector<probe::Probe const*>> chosen_probes(std::vector<std::string> const& names) {
  auto const all = clauses::all();
  std::vector<probe::Probe const*> out(all.begin(), all.end());
  for (auto const& name : names)
    if (clauses::find(name) == nullptr)
      return fail(Code::invalid, "no probe of this build has that clause; `troth probe list` shows them", name);
  if (!names.empty())
    std::erase_if(out, [&](auto const* probe) { return std::ranges::find(names, probe->clause) == names.end(); });
  std::ranges::stable_sort(out, {}, place_of);
  return out;
}

}  // namespace troth::cli
