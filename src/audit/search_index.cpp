#include "audit/search_index.h"

#include <algorithm>

#include "audit/row_tiles.h"
#include "audit/tables.h"

namespace troth::audit {
namespace {

struct Progress {
  std::int64_t upto = 0, end = 0;
  bool known = false;
};

Result<Progress> progress_of(store::Store& store, TenantId log) {
  TROTH_TRY(auto snapshot, store.snapshot());
  Progress out;
  TROTH_TRY(auto head, load_head(*snapshot, log));
  if (head) out.end = head->base + static_cast<std::int64_t>(head->size);
  TROTH_TRY(auto row, snapshot->one(sql::select_progress, {log}));
  out.known = row.has_value();
  if (row) out.upto = (*row)[0].integer();
  return out;
}

}  // namespace

Result<std::uint64_t> SearchIndex::advance(store::Store& store, TenantId log) {
  TROTH_TRY(auto const at, progress_of(store, log));
  if (at.upto >= at.end) return std::uint64_t(0);
  std::int64_t const next = std::min(at.upto + kBatch, at.end);
  store::Params const range{log, at.upto, next};
  auto set = store::WriteSet(store::BookPass());
  set = at.known ? std::move(set).then(sql::move_progress, {next, log, at.upto})
                 : std::move(set).then(sql::insert_progress, {log, next});
  set = std::move(set)
            .then(sql::index_actors, range, store::kAny)
            .then(sql::index_subjects, range, store::kAny)
            .then(sql::index_events, range, store::kAny)
            .then(sql::index_tokens, range, store::kAny)
            .then(sql::index_epochs, {log, at.upto, next, static_cast<std::int64_t>(act::EventType::log_epoch_begun)},
                  store::kAny);
  TROTH_TRY(store.committer().commit(std::move(set), store::Lane::bulk));
  return static_cast<std::uint64_t>(next - at.upto);
}

Result<std::vector<TenantId>> SearchIndex::lagging(store::Store& store) {
  TROTH_TRY(auto snapshot, store.snapshot());
  TROTH_TRY(auto rows, snapshot->query(sql::select_lagging, {}));
  std::vector<TenantId> out;
  for (auto const& row : rows) out.push_back(row[0].id<TenantId>());
  return out;
}

}  // namespace troth::audit
