#include "audit/fsck.h"

#include "audit/internal/fsck_checks.h"
#include "audit/tables.h"
#include "base/mutant.h"
#include "merkle/tree.h"

namespace troth::audit {
namespace {

using fsck::LogUnderCheck;
using Logs = std::map<TenantId, LogUnderCheck>;

/// Every log that has a row anywhere, also one whose head was taken away.
Result<> add_strays(store::Reader& snapshot, store::Sql next, Logs& logs, std::vector<TenantId>& found) {
  store::Value after{Bytes()};
  for (;;) {
    TROTH_TRY(auto row, snapshot.query(next, {after}));
    if (row.empty() || row[0][0].is_null()) return {};
    found.push_back(row[0][0].id<TenantId>());
    logs[found.back()].log = found.back();
    after = row[0][0];
  }
}

void wrong_table(std::vector<TenantId> const& found, bool entries, Findings& findings) {
  for (auto const log : found)
    if (fsck::is_public(log) != entries)
      findings.add(log, entries ? "log_entry" : "event", "it has rows in a table that is not for this log");
}

Result<Logs> all_logs(store::Reader& snapshot, Findings& findings) {
  Logs out;
  TROTH_TRY(auto heads, snapshot.query(sql::check_heads, {}));
  for (auto const& row : heads) {
    auto const log = row[0].id<TenantId>();
    out[log] = {
        log, {row[1].integer(), row[2].integer(), row[3].integer(), row[4].bytes(), row[5].bytes(), true}, {}, 0, {}};
  }
  TROTH_TRY(auto slots, snapshot.query(sql::check_slots, {}));
  for (auto const& row : slots) {
    auto& log = out[row[0].id<TenantId>()];
    log.log = row[0].id<TenantId>();
    log.sealed = {row[1].integer(), row[2].bytes()};
  }
  std::vector<TenantId> of_events, of_entries, of_nodes;
  TROTH_TRY(add_strays(snapshot, sql::next_event_log, out, of_events));
  TROTH_TRY(add_strays(snapshot, sql::next_entry_log, out, of_entries));
  TROTH_TRY(add_strays(snapshot, sql::next_node_log, out, of_nodes));
  wrong_table(of_events, false, findings);
  wrong_table(of_entries, true, findings);
  return out;
}

Result<> check_one(store::Reader& snapshot, LogUnderCheck& log, Findings& findings,
                   std::function<void(std::uint64_t)> const& seen) {
  if (!log.head.stored) {
    merkle::CompactRange const empty;
    log.head.range = empty.encode();
    auto const root = empty.root();
    log.head.root.assign(root.begin(), root.end());
  }
  TROTH_TRY(auto progress, snapshot.one(sql::select_progress, {log.log}));
  if (progress) log.indexed = (*progress)[0].integer();
  if (TROTH_MUTANT("fsck-looks-away")) return {};
  TROTH_TRY(fsck::check_log(snapshot, log, findings, seen));
  return fsck::check_search(snapshot, log, findings);
}

/// A row of a shape that our own schema does not allow is a finding like the others.
template <class Check>
Result<> shaped(TenantId log, Findings& findings, Check const& check) {
  try {
    return check();
  } catch (store::CorruptRow const&) {
    findings.add(log, "rows", "one has not the shape of its table: it was written by somebody else");
    return {};
  }
}

}  // namespace

std::string log_title(TenantId log) {
  if (log == kSealLog) return "cell log";
  return log == kEvidenceLog ? "evidence log" : log.text();
}

void Findings::add(TenantId log, std::string where, std::string says) {
  ++total_;
  if (++counts_[log] <= kMost) list_.push_back({log_title(log), std::move(where), std::move(says)});
}

std::uint64_t Findings::of(TenantId log) const {
  auto const it = counts_.find(log);
  return it == counts_.end() ? 0 : it->second;
}

Result<Fsck::Outcome> Fsck::run(store::Reader& snapshot, Outside const& outside, CheckProgress const& progress) {
  Outcome out;
  Logs logs;
  TROTH_TRY(shaped(kCell, out.findings, [&]() -> Result<> {
    TROTH_TRY(logs, all_logs(snapshot, out.findings));
    return {};
  }));
  std::uint64_t of = 0;
  for (auto const& [log, under] : logs) of += static_cast<std::uint64_t>(std::max<std::int64_t>(under.head.end(), 0));
  auto const seen = [&](std::uint64_t rows) {
    out.leaves += rows;
    if (progress) progress(out.leaves, std::max(of, out.leaves));
  };
  for (auto& [log, under] : logs) {
    ++out.logs;
    TROTH_TRY(shaped(log, out.findings, [&, &one = under] { return check_one(snapshot, one, out.findings, seen); }));
  }
  TROTH_TRY(shaped(kSealLog, out.findings, [&]() -> Result<> {
    TROTH_TRY(out.seals, fsck::check_seals(snapshot, logs[kSealLog].head, outside, out.findings));
    return {};
  }));
  return out;
}

}  // namespace troth::audit
