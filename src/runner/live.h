#pragma once
#include <functional>

#include "probe/run_api.h"
#include "runner/run.h"

namespace troth::runner {

/// A served cell and who may attack it.
struct Live {
  std::filesystem::path data;                         ///< its folder on this machine
  client::Target attacked;                            ///< its TLS port, as a stranger sees it
  std::filesystem::path binary;                       ///< what twins are made of: the program that serves
  std::string by = "operator";                        ///< or "auditor"
  std::function<bool()> stop = [] { return false; };  ///< asked before each probe
  /// Told of each whose verdict the cell did not take.
  std::function<void(probe::Probe const&)> lost = [](probe::Probe const&) {};
  std::chrono::milliseconds pause = std::chrono::seconds(1);  ///< before a verdict is handed in again
  /// In how many rows of a cell on databases these bytes stand; none: its rows lie in `data`.
  std::function<Result<std::size_t>(std::string_view)> rows = {};
};

/// The folder of the seal that DATA/cell.json names; no search goes there.
Result<std::filesystem::path> seal_of(std::filesystem::path const& data);

/// A probe run, begun as `asks`: every probe attacks where its place says, one at a time, since they share two tenants
/// and a cell has other work; each verdict is told to `each` and handed in as it comes; the run is ended, also after an
/// error. When its tokens are about to expire, what is left goes into a new run. conflict if another program than
/// `binary` serves the cell, as the evidence would be of another build; and, after all have run, if verdicts could not
/// be handed in, though it was tried five times where that may help: `at` are their clauses.
Result<std::vector<Outcome>> run_live(Live const& live, probe::Caller& asks,
                                      std::span<probe::Probe const* const> probes, Limits limits,
                                      std::function<void(Outcome const&)> const& each);

}  // namespace troth::runner
