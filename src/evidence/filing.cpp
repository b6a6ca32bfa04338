#include "evidence/filing.h"

#include "audit/log_names.h"
#include "base/json_writer.h"
#include "crypto/hash.h"
#include "evidence/tables.h"

namespace troth::evidence {
namespace {

using audit::kEvidenceLog;
using Verdict = merkle::EvidenceRecord::Verdict;

std::string json_of(std::vector<Observation> const& observations) {
  Json json;
  json.array();
  for (auto const& one : observations) json.object().member("held", one.held).member("what", one.what).end();
  return json.end().text();
}

/// What a new verdict meets: rows that only another entry of this log could change, so that guarding its place guards
/// them too.
struct Before {
  std::optional<Time> newest;  ///< end of the newest verdict of the clause
  bool failing = false;        ///< a failure goes on

  static Result<Before> load(store::Reader& snapshot, std::string const& clause) {
    Before out;
    TROTH_TRY(auto latest, snapshot.one(sql::select_latest_of, {kEvidenceLog, clause}));
    if (latest) out.newest = (*latest)[0].time();
    TROTH_TRY(auto failure, snapshot.one(sql::select_open_failure, {kEvidenceLog, clause}));
    out.failing = failure.has_value();
    return out;
  }
  /// Of two verdicts of one moment a failure counts; and one that comes late does not hide what was seen after it.
  bool overtaken(merkle::EvidenceRecord const& record) const {
    if (!newest) return false;
    return record.verdict == Verdict::pass ? record.ended <= *newest : record.ended < *newest;
  }
};

store::WriteSet&& add_failure(store::WriteSet&& set, Filing const& filing, LogPlace const& place,
                              Before const& before) {
  auto const& record = filing.record;
  bool const late = before.overtaken(record);
  if (record.verdict != Verdict::pass && !before.failing)
    return std::move(set).then(sql::insert_failure, {kEvidenceLog, place.number(), record.clause, record.ended,
                                                     late ? store::Value(*before.newest) : store::Value(),
                                                     static_cast<std::int64_t>(place.index)});
  if (record.verdict == Verdict::pass && before.failing && !late)
    return std::move(set).then(sql::close_failure, {record.ended, kEvidenceLog, record.clause});
  return std::move(set);
}

store::WriteSet&& add_rows(store::WriteSet&& set, Filing const& filing, LogPlace const& place, Before const& before) {
  auto const& record = filing.record;
  auto const day = std::chrono::floor<std::chrono::days>(record.ended).time_since_epoch().count();
  set = std::move(set)
            .then(sql::insert_evidence, {kEvidenceLog, place.number(), record.clause,
                                         static_cast<std::int64_t>(record.verdict), record.started, record.ended,
                                         static_cast<std::int64_t>(place.index), filing.salt, filing.observations})
            .then(record.verdict == Verdict::pass ? sql::count_pass : sql::count_fail,
                  {kEvidenceLog, record.clause, std::int64_t{day}});
  if (!before.overtaken(record))
    set = std::move(set).then(sql::upsert_latest, {kEvidenceLog, record.clause, place.number(), record.ended});
  return add_failure(std::move(set), filing, place, before);
}

}  // namespace

Filing sealed(merkle::EvidenceRecord record, std::vector<Observation> const& observations, Random& random) {
  Filing out{std::move(record), json_of(observations), {}};
  auto const salt = random.bytes<32>();
  out.salt.assign(salt.begin(), salt.end());
  out.record.observations = crypto::sha256({ByteView(out.salt), as_bytes(out.observations)});
  return out;
}

Result<store::WriteSet> file(store::Reader& snapshot, store::WriteSet set, LogPlace first,
                             std::vector<Filing> const& filings) {
  set = require_place(std::move(set), first);
  for (std::size_t i = 0; i < filings.size(); ++i) {
    TROTH_TRY(auto before, Before::load(snapshot, filings[i].record.clause));
    set = add_rows(std::move(set), filings[i], first.after(i), before);
    set = append_entry(std::move(set), filings[i].record.encode());
  }
  return set;
}

}  // namespace troth::evidence
