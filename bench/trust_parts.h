#pragma once
#include <filesystem>
#include <string>

#include "log_figures.h"

namespace troth::bench {

/// Files so many verdicts into the stopped cell at `data`, spread evenly over ten years that end now: every clause in
/// turn, one verdict in 2,001 a failure that the next one of its clause mends. Through the committer, with the rows
/// that record_evidence writes. A few tens of MB of memory whatever the number.
void fill_evidence(std::filesystem::path const& data, std::int64_t verdicts, Figures& figures);

/// Asks the cell at `url` for each of `targets`, TROTH_BENCH_REQUESTS times (2,000) over one kept connection and as
/// often over eight, and adds p50, p95 and p99 of each. An answer other than 200 ends the program.
void load_pages(std::string const& url, std::filesystem::path const& ca, std::vector<std::string> const& targets,
                Figures& figures);

}  // namespace troth::bench
