#pragma once
#include <filesystem>

#include "vault/fsck.h"

namespace troth::app {

struct FsckOptions {
  bool parts = false;    ///< open the parts of events, and compare each with its leaf
  bool records = false;  ///< besides, compare each record with its newest event; implies `parts`
};
struct FsckOutcome {
  bool served = false;  ///< while the cell was being served: as of one moment, without keys
  audit::Fsck::Outcome logs;
  std::optional<vault::PartsFsck::Outcome> parts;
};
/// 1: logs, 2: parts; then rows looked at, of all there are.
using FsckProgress = std::function<void(int step, std::uint64_t done, std::uint64_t of)>;

/// `troth log fsck`: checks the logs of a cell from its folders and changes nothing in them. On a cell that is being
/// served only what needs no key; with `parts` or `records` that is conflict.
Result<FsckOutcome> fsck_cell(std::filesystem::path const& data, FsckOptions const& options,
                              FsckProgress const& progress);

}  // namespace troth::app
