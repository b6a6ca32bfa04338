#pragma once
#include "clauses/clauses.h"
#include "evidence/status.h"
#include "trust/pages/pages.h"

// A board with every status that a page can meet, made without a cell. For tests only.

namespace troth::trust {

inline constexpr auto kNow = Time(std::chrono::hours(24 * 20'779 + 9) + std::chrono::minutes(30));  // 2026-11-22

struct BoardFixture {
  evidence::Running running;
  evidence::InForce tom;
  std::map<std::string, evidence::Latest> verdicts;
  std::map<std::string, evidence::Attestation> attestations;
  Time now = kNow;

  BoardFixture() {
    running.build.fill(7);
    running.origin = "example.com/eu-1/evidence/1";
    running.manifest = "self-signed build";
    for (auto const& parameter : running.catalogue->parameters())
      if (!parameter.running.empty()) running.values[parameter.running] = parameter.value;
    tom.promises = running.catalogue->defaults();
    for (auto const* probe : clauses::all())
      running.mutants[std::string(probe->clause)] = {std::string(probe->mutants.front())};
  }

  /// A verdict that ended `before` now.
  void tested(std::string const& clause, Duration before,
              merkle::EvidenceRecord::Verdict verdict = merkle::EvidenceRecord::Verdict::pass) {
    auto const* probe = clauses::find(clause);
    evidence::Latest latest;
    latest.index = verdicts.size() + 17;
    latest.number = static_cast<std::int64_t>(latest.index) + 1;
    auto& record = latest.record;
    record.clause = clause;
    record.clause_hash = evidence::clause_hash(running, *running.catalogue->find(clause), tom.promises);
    record.tom = tom.hash;
    record.manifest = "none";
    record.build = running.build;
    record.config = running.config;
    record.cell = running.origin;
    record.place = "live";
    record.by = "operator";
    record.ended = now - before;
    record.started = record.ended - std::chrono::seconds(2);
    record.expires =
        record.ended + (probe ? std::chrono::duration_cast<Duration>(probe->window) : Duration(std::chrono::hours(24)));
    record.verdict = verdict;
    record.samples = 24;
    verdicts.insert_or_assign(clause, std::move(latest));
  }

  /// Every clause that a test is to hold, so that none is stale.
  void all_tested(Duration before) {
    for (auto const& clause : running.catalogue->clauses()) {
      if (clause.stands > catalogue::EvidenceClass::measured) continue;
      tested(clause.id, before);
      running.mutants[clause.id] = {"planted"};
    }
  }

  void attested(std::string const& clause, Duration left, std::string issuer = "Example Certification GmbH") {
    attestations.insert_or_assign(
        clause, evidence::Attestation{"id", "ISO/IEC 27001:2022", std::move(issuer), "the chat service in the EU",
                                      "2025-06-01", "2026-05-31", rfc3339(now + left).substr(0, 10),
                                      std::string(64, 'a'), now - std::chrono::hours(24 * 40), now + left});
  }

  evidence::Board board() const {
    evidence::Board out;
    out.now = now;
    out.origin = running.origin;
    out.build = running.build;
    out.manifest = running.manifest;
    out.tom = tom.hash;
    out.promises = tom.promises;
    for (auto const& clause : running.catalogue->clauses()) {
      auto const verdict = verdicts.find(clause.id);
      auto const attestation = attestations.find(clause.id);
      out.clauses.push_back(
          evidence::judge({clause, verdict == verdicts.end() ? std::nullopt : std::optional(verdict->second),
                           attestation == attestations.end() ? std::nullopt : std::optional(attestation->second)},
                          running, tom, now));
    }
    return out;
  }

  Ground ground() const { return {board(), std::nullopt, {}, {}}; }
};

}  // namespace troth::trust
