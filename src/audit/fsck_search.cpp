#include "audit/internal/fsck_checks.h"
#include "audit/tables.h"

namespace troth::audit::fsck {
namespace {

constexpr char const* kNames[] = {"", "actor", "subject", "event", "token", "epoch"};

}  // namespace

Result<> check_search(store::Reader& snapshot, LogUnderCheck const& log, Findings& findings) {
  if (is_public(log.log)) return {};  // of public logs there is nothing to search
  if (log.indexed > log.head.end())
    findings.add(log.log, "search index",
                 "it claims to know " + std::to_string(log.indexed) + " events of " + std::to_string(log.head.end()) +
                     ": newer events will not be found by it");
  SearchCounts stored{};
  TROTH_TRY(auto rows, snapshot.query(sql::count_search, {log.log}));
  for (auto const& row : rows) {
    auto const kind = row[0].integer();
    if (kind >= 1 && kind < static_cast<std::int64_t>(stored.size()))
      stored[static_cast<std::size_t>(kind)] = row[1].integer();
    else
      findings.add(log.log, "search index", "it has rows of an unknown kind, " + std::to_string(kind));
  }
  for (std::size_t kind = 1; kind < stored.size(); ++kind)
    if (stored[kind] != log.expected[kind])
      findings.add(log.log, std::string("search index by ") + kNames[kind],
                   "it has " + std::to_string(stored[kind]) + " rows for " + std::to_string(log.expected[kind]) +
                       " events: searches and blast radii are wrong until it is made anew");
  return {};
}

}  // namespace troth::audit::fsck
