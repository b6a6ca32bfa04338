#pragma once
#include <optional>

#include "catalogue/catalogue.h"
#include "clauses/clauses.h"
#include "merkle/evidence.h"
#include "merkle/policy.h"
#include "store/reader.h"

namespace troth::evidence {

/// Of one clause, at one moment; computed from times when it is read, never stored.
enum class Status : std::uint8_t {
  pass,
  fail,
  stale,  ///< its evidence is older than its window, of another build, configuration, TOM or clause, or there is none
  unproven,   ///< no manifest shows that its probe can go red; or it needs an independent witness and has none
  exception,  ///< approved, expires
  not_applicable,
  inherited,  ///< a third party's attestation that still runs
  declared,   ///< somebody said so; nothing checks it
  recorded,   ///< a person's act on file, in its time
  not_covered,
};
std::string_view name(Status status);  ///< "pass", ..., "not applicable", "not covered"

struct Latest {
  std::int64_t number = 0;  ///< of the evidence row
  std::uint64_t index = 0;  ///< in the evidence log
  merkle::EvidenceRecord record;
};

struct Attestation {
  std::string id, scheme, issuer, scope, period_from, period_to, expires, sha256;
  Time recorded{}, until{};
  std::optional<Time> withdrawn = {};
};

struct ClauseView {
  catalogue::Clause const* clause = nullptr;
  catalogue::EvidenceClass stands =
      catalogue::EvidenceClass::not_covered;  ///< now: an attestation that lapsed weakens it
  Status status = Status::not_covered;
  std::string why;  ///< one sentence for people, English: why this status
  std::optional<Latest> latest;
  std::optional<Duration> age;              ///< since the newest verdict ended
  std::vector<std::string> mutants;         ///< that the manifest of this build shows the probe to catch
  std::vector<std::string> drifted;         ///< parameters whose running value breaks the promise
  std::vector<std::string> unproven_parts;  ///< of a clause that passes: what it promises and nothing shows yet
  std::optional<Attestation> attestation;
  /// What is shown in place of the promised sentence, which nobody vouches for any more: its attestation lapsed or was
  /// withdrawn.
  std::optional<catalogue::Text> instead;
};

/// A time of red: from its first failed verdict (or drift) to the first pass after it.
struct Failure {
  std::string clause;
  Time begun{};
  std::optional<Time> ended;
  std::uint64_t first_index = 0;  ///< in the evidence log
};

/// One day of one clause, UTC: what the twelve-month bar shows. A day without any verdict is grey.
struct Day {
  std::int64_t day = 0;  ///< days since 1970-01-01
  std::int64_t passes = 0, fails = 0;
};

/// Seven days of one clause, for pages that show all clauses at once (Calendar).
struct Week {
  std::string clause;
  std::int64_t week = 0;                   ///< days since 1970-01-01, divided by seven
  std::int64_t days = 0, failed_days = 0;  ///< with any verdict, with a failed one
};

/// The TOM version in force; before the first publication the rehearsal.
struct InForce {
  std::int64_t number = 0;         ///< 0: rehearsal
  std::string hash = "rehearsal";  ///< 64 hex digits, or "rehearsal"
  catalogue::Promises promises;    ///< all of them, those of the version over the catalogue's defaults
  std::map<std::string, merkle::Hash, std::less<>> clauses = {};  ///< hash of its wording of each
};
/// Why a clause is stale whose wording this build has otherwise than the version in force.
inline constexpr std::string_view kOtherWords =
    "This build words it otherwise than the document in force, so its tests are no evidence of what the document says.";

/// What the whole page rests on, read in one snapshot.
struct Board {
  Time now{};
  std::string origin;  ///< of the evidence log, this epoch
  merkle::Hash build{};
  std::string manifest;          ///< how it is signed: "none", "self-signed build"
  std::string tom;               ///< hash of the effective TOM version, or "rehearsal"
  std::int64_t tom_version = 0;  ///< 0: rehearsal
  catalogue::Promises promises;
  merkle::WitnessLevel witness = merkle::WitnessLevel::none;
  std::vector<ClauseView> clauses;  ///< all of the catalogue, in its order
  std::optional<Failure> last_failure;

  ClauseView const* find(std::string_view clause) const;
};

/// What of the running cell the statuses depend on; the wiring fills it.
struct Running {
  merkle::Hash build{};
  merkle::Hash config{};
  std::string origin;
  catalogue::Promises values;  ///< running value name -> value
  merkle::WitnessLevel witness = merkle::WitnessLevel::none;
  std::map<std::string, std::vector<std::string>> mutants;  ///< clause -> planted bugs, of the manifest of this build
  std::string manifest = "none";                            ///< how it is signed
  std::string manifest_hash = "none";                       ///< 64 hex digits

  catalogue::Catalogue const* catalogue = &catalogue::Catalogue::built_in();
  probe::Probe const* (*probe)(std::string_view clause) = clauses::find;
  /// The version in force with what it promises beside the defaults; none: only a rehearsal. Given by the wiring, since
  /// the TOM's versions are kept above this folder.
  Result<std::optional<InForce>> (*version)(store::Reader& snapshot, Time now) = nullptr;
};

/// The version in force with every promise that the catalogue knows.
Result<InForce> in_force(store::Reader& snapshot, Running const& running, Time now);
/// SHA-256 of the clause's canonical text under these promises: what its evidence must name.
merkle::Hash clause_hash(Running const& running, catalogue::Clause const& clause, catalogue::Promises const& promises);
/// Parameters of the clause whose running value is weaker than promised, or not measured.
std::vector<std::string> drifted(Running const& running, catalogue::Clause const& clause,
                                 catalogue::Promises const& promises);

/// Reads the newest verdicts, attestations and the effective TOM version and computes every status as of `now`. A few
/// hundred rows whatever the history. Errors as the reader.
Result<Board> read_board(store::Reader& snapshot, Running const& running, Time now);
/// The newest `most` verdicts of a clause, newest first, older than row `before` (0: from the newest).
Result<std::vector<Latest>> history(store::Reader& snapshot, std::string_view clause, std::int64_t before,
                                    std::size_t most);
/// The last 366 days of a clause, oldest first; days without a verdict are left out.
Result<std::vector<Day>> days(store::Reader& snapshot, std::string_view clause, Time now);
/// The first of these days.
std::int64_t first_shown_day(Time now);
/// Failures that go on, all of them, and behind them the newest `most` that ended after `since`; each newest first.
struct Failures {
  std::vector<Failure> shown;
  std::int64_t not_shown = 0;  ///< how many more ended after `since`
};
Result<Failures> failures(store::Reader& snapshot, Time since, std::size_t most);
/// The same of one clause.
Result<Failures> failures_of(store::Reader& snapshot, std::string_view clause, Time since, std::size_t most);
/// The observations of one verdict as JSON with their salt, if they may be shown: of a pass at once, of a failure once
/// it is mended or after 30 days; none before.
struct Opened {
  std::string salt;  ///< hex
  std::string json;
};
Result<std::optional<Opened>> observations(store::Reader& snapshot, std::int64_t number, Time now);

}  // namespace troth::evidence
