#pragma once
#include <array>

#include "audit/fsck.h"
#include "audit/search_index.h"

// What the files of Fsck hand each other.

namespace troth::audit::fsck {

constexpr std::int64_t kPage = 4'096;  // rows

/// A row of log_head as it lies there.
struct Head {
  std::int64_t epoch = 1, base = 0, size = 0;
  Bytes range, root;
  bool stored = false;
  std::int64_t end() const { return base + size; }
};

/// What the seals say of a log.
struct SealedSize {
  std::int64_t size = 0;
  Bytes root;
};

/// How many search rows of each kind the events of a log should have.
using SearchCounts = std::array<std::int64_t, 6>;

inline bool is_public(TenantId log) { return log == kSealLog || log == kEvidenceLog; }

struct LogUnderCheck {
  TenantId log;
  Head head;
  SealedSize sealed;
  std::int64_t indexed = 0;  ///< search_progress.upto
  SearchCounts expected{};   ///< filled by check_log
};

/// fsck_log.cpp: rows, tree, head and sealed head of one log. `seen` is told how many rows were looked at.
Result<> check_log(store::Reader& snapshot, LogUnderCheck& log, Findings& findings,
                   std::function<void(std::uint64_t)> const& seen);
/// fsck_tree.cpp has what check_log compares; fsck_seals.cpp: the seals and the signed state. How many seals there are.
Result<std::uint64_t> check_seals(store::Reader& snapshot, Head const& cell_log, Fsck::Outside const& outside,
                                  Findings& findings);
/// fsck_search.cpp
Result<> check_search(store::Reader& snapshot, LogUnderCheck const& log, Findings& findings);

}  // namespace troth::audit::fsck
