#include "evidence/log_place.h"

#include "audit/log_names.h"
#include "audit/row_tiles.h"
#include "evidence/tables.h"

namespace troth::evidence {

using audit::kEvidenceLog;

Result<LogPlace> next_place(store::Reader& snapshot) {
  TROTH_TRY(auto head, audit::load_head(snapshot, kEvidenceLog));
  if (!head) return LogPlace{};
  return LogPlace{head->base + static_cast<std::int64_t>(head->size), head->size};
}

// The entries themselves are asked, not the head: heads become rows once for a whole group of sets, entries at once.
store::WriteSet&& require_place(store::WriteSet&& set, LogPlace const& place) {
  return std::move(set).require(sql::require_next, {kEvidenceLog, place.seq});
}

store::WriteSet&& append_entry(store::WriteSet&& set, std::string_view text) {
  return std::move(set).entry(kEvidenceLog, to_bytes(as_bytes(text)));
}

}  // namespace troth::evidence
