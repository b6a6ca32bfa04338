#pragma once
#include <functional>
#include <istream>
#include <map>

#include "client/client.h"

namespace troth::cli {

/// The client's half of an import: cuts a stream into numbered chunks, keeps the lines the cell refused, and goes on
/// where an earlier run was cut off.
struct ImportJob {
  std::string tenant, collection;
  std::string import_id;      ///< empty: opens a new one
  std::string authorization;  ///< "Bearer …"
  std::size_t lines_per_chunk = 1'000;
};
struct ImportOutcome {
  std::string import_id;
  std::int64_t accepted = 0, rejected = 0, chunks = 0;
  std::map<std::string, std::string> made;  ///< label -> subject id
};
struct RejectedLine {
  std::uint64_t number;  ///< in the whole stream, from 1
  std::string line, problem, at;
};
using OnChunk = std::function<void(std::uint64_t bytes)>;
using OnRejected = std::function<void(RejectedLine const&)>;

/// unavailable when the cell does not answer: the outcome so far is lost to the caller, the chunks are not; run again
/// with the import's id, which `opened` is told first.
Result<ImportOutcome> run_import(client::Client& client, ImportJob const& job, std::istream& lines,
                                 std::function<void(std::string const&)> const& opened, OnChunk const& on_chunk,
                                 OnRejected const& on_rejected);

}  // namespace troth::cli
