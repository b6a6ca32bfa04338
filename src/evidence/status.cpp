#include "evidence/status.h"

#include "base/mutant.h"
#include "crypto/hash.h"

namespace troth::evidence {
namespace {

using catalogue::EvidenceClass;
using catalogue::Parameter;

/// The clause whose promise reaches further than a cell can show of itself: whoever holds cell and witness alike can
/// roll both back.
constexpr std::string_view kNeedsWitness = "TE-7.4";

/// The same log in any of its epochs.
bool same_log(std::string_view a, std::string_view b) { return a.substr(0, a.rfind('/')) == b.substr(0, b.rfind('/')); }

bool weaker(Parameter const& parameter, std::int64_t running, std::int64_t promised) {
  switch (parameter.stricter) {
    case Parameter::Stricter::lower:
      return running > promised;
    case Parameter::Stricter::higher:
      return running < promised;
    case Parameter::Stricter::same:
      break;
  }
  return running != promised;
}

void set(ClauseView& view, Status status, std::string why) {
  view.status = status;
  view.why = std::move(why);
}

/// Why the newest verdict says nothing of what runs now; empty: it does.
std::string outdated(ClauseView const& view, Running const& running, InForce const& tom, Time now) {
  auto const& record = view.latest->record;
  if (!same_log(record.cell, running.origin)) return "Its newest test was run on another cell.";
  if (record.build != running.build) return "The program has changed since its newest test.";
  if (record.config != running.config) return "The configuration has changed since its newest test.";
  if (record.tom != tom.hash) return "Another version of this document was in force at its newest test.";
  if (record.clause_hash != clause_hash(running, *view.clause, tom.promises))
    return "Its wording or its numbers have changed since its newest test.";
  if (now >= record.expires && !TROTH_MUTANT("stale-is-green"))
    return "Its newest test is older than its window; it has to be tested again.";
  if (record.ended > now) return "Its newest test counts for nothing: its time lies ahead.";
  return {};
}

void judge_witness(ClauseView& view, Running const& running) {
  if (view.clause->id != kNeedsWitness || running.witness >= merkle::WitnessLevel::independent) return;
  view.unproven_parts = {"rollback", "fork"};
  view.why =
      "Access and tampering are tested. That the operator could not roll the log back or show two histories is "
      "unproven: no independent witness cosigns it (witnesses: " +
      std::string(merkle::name(running.witness)) + ").";
}

/// For a clause that a probe attacks.
void judge_evidence(ClauseView& view, Running const& running, InForce const& tom, Time now) {
  using Verdict = merkle::EvidenceRecord::Verdict;
  if (!view.latest) return set(view, Status::stale, "It has not been tested on this cell yet.");
  auto const& record = view.latest->record;
  if (record.verdict == Verdict::fail)
    return set(view, Status::fail, "Its newest test saw the promise broken, and none has passed since.");
  if (record.verdict == Verdict::error)
    return set(view, Status::fail, "Its newest test did not run to its end, which counts as a failure.");
  if (auto why = outdated(view, running, tom, now); !why.empty()) return set(view, Status::stale, std::move(why));
  if (record.samples == 0) return set(view, Status::stale, "Its newest test looked at nothing.");
  if (view.mutants.empty())
    return set(view, Status::unproven,
               "Its test passes, and no manifest of this build shows that it can fail on a planted bug.");
  set(view, Status::pass, "It was attacked within its window and held.");
  judge_witness(view, running);
}

/// The sentence says what is true once nobody vouches for the promised one any more.
void replace_sentence(ClauseView& view, Time ended) {
  auto const day = rfc3339(ended).substr(0, 10);
  auto const what = view.attestation->scheme + ", " + view.attestation->issuer;
  view.instead = catalogue::Text{"This was attested until " + day + " (" + what + "); nothing attests it today.",
                                 "Dies war bis " + day + " bestätigt (" + what + "); heute bestätigt es nichts."};
}

/// For a clause that somebody else vouches for.
void judge_attestation(ClauseView& view, Time now) {
  view.stands = EvidenceClass::declared;
  if (!view.attestation)
    return set(view, Status::declared, "No attestation of a third party is on file; it is only stated.");
  if (auto const ended = view.attestation->withdrawn.value_or(view.attestation->until); now >= ended)
    replace_sentence(view, ended);
  if (view.attestation->withdrawn)
    return set(view, Status::stale,
               "The attestation on file was withdrawn on " + rfc3339(*view.attestation->withdrawn).substr(0, 10) +
                   "; until a new one is filed it is only stated.");
  if (now >= view.attestation->until)
    return set(view, Status::stale,
               "The attestation on file ended on " + rfc3339(view.attestation->until).substr(0, 10) +
                   "; until a new one is filed it is only stated.");
  view.stands = EvidenceClass::inherited;
  set(view, Status::inherited,
      view.attestation->issuer + " attests it (" + view.attestation->scheme + ") until " +
          rfc3339(view.attestation->until).substr(0, 10) + ".");
}

void judge_class(ClauseView& view, Running const& running, InForce const& tom, Time now) {
  switch (view.clause->stands) {
    case EvidenceClass::proven:
    case EvidenceClass::measured:
      return judge_evidence(view, running, tom, now);
    case EvidenceClass::recorded:
      return set(view, Status::stale, "No act is on file for it.");
    case EvidenceClass::inherited:
      return judge_attestation(view, now);
    case EvidenceClass::declared:
      return set(view, Status::declared, "It is stated, and nothing checks it.");
    case EvidenceClass::not_covered:
      return set(view, Status::not_covered, "The product does not do this yet.");
  }
}

/// Probes and attestations are about the wording of this build. A document that says otherwise, as one that was
/// published by an earlier build may, gets nothing from them.
void judge_wording(ClauseView& view, Running const& running, InForce const& tom) {
  auto const promised = tom.clauses.find(view.clause->id);
  if (promised == tom.clauses.end() || promised->second == clause_hash(running, *view.clause, tom.promises)) return;
  for (auto kept : {Status::fail, Status::declared, Status::not_covered})
    if (view.status == kept) return;
  if (view.stands == EvidenceClass::inherited) view.stands = EvidenceClass::declared;
  view.unproven_parts.clear();
  set(view, Status::stale, std::string(kOtherWords));
}

void judge_drift(ClauseView& view) {
  if (view.drifted.empty()) return;
  std::string names;
  for (auto const& name : view.drifted) names += (names.empty() ? "" : ", ") + name;
  set(view, Status::fail, "The cell runs with a weaker value than is promised: " + names + ".");
}

}  // namespace

std::string_view name(Status status) {
  switch (status) {
    case Status::pass:
      return "pass";
    case Status::fail:
      return "fail";
    case Status::stale:
      return "stale";
    case Status::unproven:
      return "unproven";
    case Status::exception:
      return "exception";
    case Status::not_applicable:
      return "not applicable";
    case Status::inherited:
      return "inherited";
    case Status::declared:
      return "declared";
    case Status::recorded:
      return "recorded";
    case Status::not_covered:
      break;
  }
  return "not covered";
}

merkle::Hash clause_hash(Running const& running, catalogue::Clause const& clause, catalogue::Promises const& promises) {
  return crypto::sha256(as_bytes(catalogue::canonical(*running.catalogue, clause, promises)));
}

bool breaks(Running const& running, Parameter const& parameter, catalogue::Promises const& promises) {
  if (parameter.running.empty()) return false;
  auto const value = running.values.find(parameter.running);
  auto const promise = promises.find(parameter.id);
  auto const promised = promise == promises.end() ? parameter.value : promise->second;
  return value == running.values.end() || weaker(parameter, value->second, promised);
}

std::vector<std::string> drifted(Running const& running, catalogue::Clause const& clause,
                                 catalogue::Promises const& promises) {
  std::vector<std::string> out;
  for (auto const& id : clause.parameters) {
    auto const* parameter = running.catalogue->parameter(id);
    if (parameter && breaks(running, *parameter, promises)) out.push_back(id);
  }
  return out;
}

ClauseView judge(Case subject, Running const& running, InForce const& tom, Time now) {
  ClauseView view;
  view.clause = &subject.clause;
  view.stands = subject.clause.stands;
  view.latest = std::move(subject.latest);
  view.attestation = std::move(subject.attestation);
  if (view.latest) view.age = now - view.latest->record.ended;
  if (auto found = running.mutants.find(subject.clause.id); found != running.mutants.end())
    view.mutants = found->second;
  view.drifted = drifted(running, subject.clause, tom.promises);
  judge_class(view, running, tom, now);
  judge_wording(view, running, tom);
  judge_drift(view);
  return view;
}

}  // namespace troth::evidence
