#include "inquiry/log_view.h"

#include <algorithm>

#include "audit/row_tiles.h"
#include "audit/tables.h"
#include "inquiry/tables.h"

namespace troth::inquiry {

Result<LogView> LogView::load(store::Reader& snapshot, TenantId log) {
  LogView out;
  out.log_ = log;
  TROTH_TRY(auto head, audit::load_head(snapshot, log));
  if (!head) return out;
  out.epoch_ = head->epoch;
  out.end_ = head->base + static_cast<std::int64_t>(head->size);
  TROTH_TRY(auto progress, snapshot.one(audit::sql::select_progress, {log}));
  if (progress) out.indexed_ = (*progress)[0].integer();
  if (head->base == 0) return out;  // the first epoch it has, which nearly every log is in
  auto const begun = static_cast<std::int64_t>(act::EventType::log_epoch_begun);
  TROTH_TRY(auto indexed, snapshot.query(sql::find_epochs, {log}));
  TROTH_TRY(auto tail, snapshot.query(sql::epochs_in_tail, {log, out.indexed_, begun}));
  for (auto const* rows : {&indexed, &tail})
    for (auto const& row : *rows) out.epochs_.push_back(row[0].integer());
  return out;
}

Place LogView::place_of(std::int64_t seq) const {
  auto const later = std::ranges::upper_bound(epochs_, seq);
  auto const base = later == epochs_.begin() ? 0 : *std::prev(later);
  return {epoch_ - static_cast<std::uint64_t>(epochs_.end() - later), static_cast<std::uint64_t>(seq - base)};
}

Result<std::int64_t> LogView::find(store::Reader& snapshot, std::string_view event) const {
  auto const id = EventId::parse(event);
  if (!id) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto row, snapshot.one(sql::find_event, {log_, *id}));
  if (!row) {
    TROTH_TRY(row, snapshot.one(sql::find_in_tail, {log_, indexed_, *id}));
  }
  if (!row) return fail(Code::not_found, "there is nothing here");
  return (*row)[0].integer();
}

Result<std::int64_t> LogView::first_at(store::Reader& snapshot, Time at) const {
  std::int64_t low = 0, high = end_;
  while (low < high) {
    std::int64_t const middle = low + (high - low) / 2;
    TROTH_TRY(auto row, snapshot.one(sql::time_at, {log_, middle}));
    if (!row) return fail(Code::corrupt, "a row of the log is missing");
    if ((*row)[0].time() < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

}  // namespace troth::inquiry
