#include "evidence/filing.h"

#include <algorithm>

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
  struct Newest {
    Time ended{}, recorded{};
    bool passed = false;
  };
  std::optional<Newest> newest;  ///< what counts of the clause so far
  bool failing = false;          ///< a failure goes on

  static Result<Before> load(store::Reader& snapshot, std::string const& clause, Time now) {
    Before out;
    TROTH_TRY(auto latest, snapshot.one(sql::select_latest_of, {kEvidenceLog, clause}));
    if (latest) {
      Newest const found{(*latest)[0].time(), (*latest)[2].time(),
                         (*latest)[1].integer() == static_cast<std::int64_t>(Verdict::pass)};
      // A pass that lies ahead was made with the clock ahead: what was seen since is newer, whatever the times say.
      if (!found.passed || found.ended <= now) out.newest = found;
    }
    TROTH_TRY(auto failure, snapshot.one(sql::select_open_failure, {kEvidenceLog, clause}));
    out.failing = failure.has_value();
    return out;
  }
  /// A pass that comes late does not hide what was seen after it, and a failure yields only to a pass that was not
  /// known yet when its test began.
  bool overtaken(Filing const& filing) const {
    auto const& record = filing.record;
    if (record.verdict == Verdict::pass) return !filing.kept || (newest && record.ended <= newest->ended);
    return newest && newest->passed && newest->recorded > record.started && newest->ended > record.ended;
  }
  /// The moment that a later pass has to be later than: that of the last failure seen, in whatever order they came.
  Time end_with(merkle::EvidenceRecord const& record) const {
    return newest && !newest->passed ? std::max(newest->ended, record.ended) : record.ended;
  }
};

store::WriteSet&& add_failure(store::WriteSet&& set, Filing const& filing, LogPlace const& place,
                              Before const& before) {
  auto const& record = filing.record;
  bool const late = before.overtaken(filing);
  if (record.verdict != Verdict::pass && !before.failing)
    return std::move(set).then(sql::insert_failure, {kEvidenceLog, place.number(), record.clause, record.ended,
                                                     late ? store::Value(before.newest->ended) : store::Value(),
                                                     static_cast<std::int64_t>(place.index)});
  if (record.verdict == Verdict::pass && before.failing && !late)
    return std::move(set).then(sql::close_failure, {record.ended, kEvidenceLog, record.clause});
  return std::move(set);
}

store::WriteSet&& add_rows(store::WriteSet&& set, Filing const& filing, LogPlace const& place, Before const& before,
                           Time now) {
  auto const& record = filing.record;
  auto const day = std::chrono::floor<std::chrono::days>(record.ended).time_since_epoch().count();
  set = std::move(set)
            .then(sql::insert_evidence, {kEvidenceLog, place.number(), record.clause,
                                         static_cast<std::int64_t>(record.verdict), record.started, record.ended,
                                         static_cast<std::int64_t>(place.index), filing.salt, filing.observations})
            .then(record.verdict == Verdict::pass ? sql::count_pass : sql::count_fail,
                  {kEvidenceLog, record.clause, std::int64_t{day}});
  if (!before.overtaken(filing))
    set = std::move(set).then(sql::upsert_latest,
                              {kEvidenceLog, record.clause, place.number(), before.end_with(record), now});
  return add_failure(std::move(set), filing, place, before);
}

}  // namespace

Filing sealed(merkle::EvidenceRecord record, std::vector<Observation> const& observations, Random& random) {
  Filing out{std::move(record), json_of(observations), {}, true};
  auto const salt = random.bytes<32>();
  out.salt.assign(salt.begin(), salt.end());
  out.record.observations = crypto::sha256({ByteView(out.salt), as_bytes(out.observations)});
  return out;
}

Result<store::WriteSet> file(store::Reader& snapshot, store::WriteSet set, LogPlace first,
                             std::vector<Filing> const& filings, Time now) {
  set = require_place(std::move(set), first);
  for (std::size_t i = 0; i < filings.size(); ++i) {
    TROTH_TRY(auto before, Before::load(snapshot, filings[i].record.clause, now));
    set = add_rows(std::move(set), filings[i], first.after(i), before, now);
    set = append_entry(std::move(set), filings[i].record.encode());
  }
  return set;
}

}  // namespace troth::evidence
