#include "evidence/shown_mutants.h"

#include <algorithm>

namespace troth::evidence {

std::map<std::string, std::vector<std::string>> shown_mutants(merkle::Manifest const& manifest,
                                                              probe::Probe const* (*probe)(std::string_view clause)) {
  std::map<std::string, std::vector<std::string>> out;
  for (auto const& pair : manifest.pairs) {
    auto const* of = probe(pair.clause);
    if (!of || out.contains(pair.clause)) continue;
    auto const shown = [&](std::string_view mutant) {
      return std::ranges::any_of(manifest.pairs, [&](auto const& one) {
        return one.clause == pair.clause && one.mutant == mutant && !one.by_error;
      });
    };
    if (!of->mutants.empty() && std::ranges::all_of(of->mutants, shown))
      out.emplace(pair.clause, std::vector<std::string>(of->mutants.begin(), of->mutants.end()));
  }
  return out;
}

}  // namespace troth::evidence
