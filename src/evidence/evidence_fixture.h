#pragma once
// A cell of the test's own with a small catalogue, two probes that never run, and people who may file their verdicts.
#include "audit/log_names.h"
#include "crypto/hash.h"
#include "evidence/submission.h"
#include "evidence/tables.h"
#include "vault/tenant_fixture.h"

namespace troth::evidence {

using audit::must;
using audit::refusal_of;
using vault::Context;
using Verdict = merkle::EvidenceRecord::Verdict;

inline constexpr std::string_view kCatalogue = R"toml(gdpr = ["5(1)(f)"]
iso27001 = ["A.8.15"]
soc2 = ["CC6.1"]
csf = ["PR.DS-01"]
[[parameter]]
id = "log.seal_seconds"
value = 10
unit = "s"
stricter = "lower"
running = "log.seal_seconds"
basis = "TE-7.4"
[[parameter]]
id = "tls.floor"
value = 12
unit = "tls"
stricter = "higher"
running = "tls.floor"
basis = "TE-1"
[[parameter]]
id = "backup.keep_days"
value = 7
unit = "d"
stricter = "same"
running = ""
basis = "TE-2"
[[clause]]
id = "TE-7.4"
profile = "trueengage"
row = 1
section = "Log"
title = {en = "Sealed log", de = "Versiegeltes Protokoll"}
sentence = {en = "The log is sealed every {log.seal_seconds}.", de = "Das Protokoll wird alle {log.seal_seconds} versiegelt."}
stands = "proven"
target = "proven"
parameters = ["log.seal_seconds"]
[[clause]]
id = "TE-1"
profile = "trueengage"
row = 2
section = "Transport"
title = {en = "Transport", de = "Transport"}
sentence = {en = "Nothing older than {tls.floor} is spoken.", de = "Nichts Älteres als {tls.floor} wird gesprochen."}
stands = "proven"
target = "proven"
parameters = ["tls.floor"]
[[clause]]
id = "TE-2"
profile = "trueengage"
row = 3
section = "Trust"
title = {en = "Certificate", de = "Zertifikat"}
sentence = {en = "A certificate is held.", de = "Ein Zertifikat besteht."}
stands = "inherited"
target = "inherited"
because = {en = "A certifier vouches.", de = "Ein Zertifizierer bürgt."}
[[clause]]
id = "TE-3"
profile = "trueengage"
row = 4
section = "Backup"
title = {en = "Backups", de = "Sicherungen"}
sentence = {en = "Backups are kept for {backup.keep_days}.", de = "Sicherungen bleiben {backup.keep_days}."}
stands = "declared"
target = "proven"
because = {en = "Nobody checks it.", de = "Niemand prüft es."}
parameters = ["backup.keep_days"]
[[clause]]
id = "TE-4"
profile = "trueengage"
row = 5
section = "Backup"
title = {en = "Restores", de = "Rückspielungen"}
sentence = {en = "Restores are tried.", de = "Rückspielungen werden geübt."}
stands = "not_covered"
target = "proven"
because = {en = "It is not built.", de = "Es ist nicht gebaut."}
)toml";

inline catalogue::Catalogue const& small_catalogue() {
  static auto const out = [] {
    catalogue::Catalogue::Source const files[] = {{"small.toml", kCatalogue}};
    return must(catalogue::Catalogue::load(files));
  }();
  return out;
}

/// TE-7.4 is tested on a twin only, TE-1 anywhere; evidence counts for a day.
inline probe::Probe const* small_probe(std::string_view clause) {
  static constexpr std::string_view kMutants[] = {"planted"};
  using probe::Place;
  static constexpr auto kDay = std::chrono::minutes(24 * 60);
  static probe::Probe const twin{"TE-7.4", "", "", "", "", "", kDay, Place::twin, kMutants, nullptr};
  static probe::Probe const live{"TE-1", "", "", "", "", "", kDay, Place::live, kMutants, nullptr};
  return clause == twin.clause ? &twin : clause == live.clause ? &live : nullptr;
}

inline merkle::Hash digest_of(std::string_view text) { return crypto::sha256(as_bytes(text)); }

class EvidenceHouse : public ::testing::Test {
 protected:
  EvidenceHouse() : at_(schema()) {
    running_.build = digest_of("build");
    running_.config = digest_of("config");
    running_.origin = "log.example.com/eu-1/evidence/00ff/1";
    running_.values = {{"log.seal_seconds", 10}, {"tls.floor", 12}};
    running_.mutants = {{"TE-7.4", {"planted"}}, {"TE-1", {"planted"}}};
    running_.witness = merkle::WitnessLevel::independent;
    running_.catalogue = &small_catalogue();
    running_.probe = small_probe;
  }

  audit::House& house() { return at_.house(); }
  Time now() { return at_.now(); }
  void pass(Duration by) { house().clock().pass(by); }

  /// Somebody of the cell who was named for `permission`.
  access::Grant office(act::Permission permission, PrincipalId principal) {
    access::Actor const actor{kCell,
                              principal,
                              TokenId::make_random(house().random()),
                              act::Permissions().with(permission),
                              1,
                              now() + std::chrono::hours(1)};
    access::Intent const intent{act::Operation::administration, permission, kCell, {}, false, false};
    access::Facts facts;
    facts.tenant = access::TenantState::active;
    return must(access::authorise(actor, intent, facts, now()));
  }
  access::Grant prober(PrincipalId who) { return office(act::Permission::run_probes, who); }
  access::Grant prober() { return prober(prober_); }

  /// Asks on a snapshot of its own; the answer may be anything.
  template <class Ask>
  auto asked(Ask const& ask) {
    auto snapshot = house().snapshot();
    return ask(Context{*snapshot, house().clock(), house().random(), house().scribe(), house().keyring()});
  }

  vault::Decision begun() { return begun(prober_); }
  vault::Decision begun(PrincipalId who) {
    auto const leave = prober(who);
    return at_.decided(
        [&](Context const& c) { return begin_run(c, leave, running_, "operator", digest_of("checkpoint")); });
  }
  std::string begin() { return vault::TenantHouse::made(begun(), "run"); }
  void finish(std::string const& run) {
    auto const leave = prober();
    at_.decided([&](Context const& c) { return end_run(c, leave, run); });
  }
  /// Files it in a run of its own.
  std::int64_t filed_alone(std::string const& body) {
    auto const run = begin();
    auto const number = filed(run, body);
    finish(run);
    return number;
  }
  Result<vault::Decision> record(std::string const& run, std::string const& body) {
    auto const leave = prober();
    return at_.decide([&](Context const& c) { return record_evidence(c, leave, running_, run, body); });
  }
  /// Files it, and gives back its number.
  std::int64_t filed(std::string const& run, std::string const& body) {
    auto decision = must(record(run, body));
    must(house().commit(decision.writes));
    return must(must(http::JsonReader::object(decision.reply.body)).integer("number", 1, INT64_MAX));
  }

  /// A verdict as a runner sends it, one member changed to this JSON; empty: left out.
  std::string body(std::string const& clause = "TE-1", Verdict verdict = Verdict::pass, std::string const& member = "",
                   std::string const& json = "") {
    auto const* known = small_catalogue().find(clause);
    auto const hash = known ? clause_hash(running_, *known, small_catalogue().defaults()) : merkle::Hash{};
    auto text = [](std::string_view value) { return "\"" + std::string(value) + "\""; };
    std::map<std::string, std::string> members = {
        {"clause", text(clause)},
        {"clause_hash", text(hex(hash))},
        {"build", text(hex(running_.build))},
        {"config", text(hex(running_.config))},
        {"cell", text(running_.origin)},
        {"tom", text("rehearsal")},
        {"place", text(clause == "TE-1" ? "live" : "twin")},
        {"started", text(rfc3339(now()))},
        {"ended", text(rfc3339(now()))},
        {"verdict", text(merkle::name(verdict))},
        {"samples", "1"},
        {"seed", text(hex(crypto::sha256({ByteView(digest_of("checkpoint")), as_bytes(clause)})))},
        {"observations", std::string("[{\"held\":") + (verdict == Verdict::pass ? "true" : "false") +
                             ",\"what\":\"a handshake was refused\"}]"}};
    if (!member.empty()) members[member] = json;
    std::string out;
    for (auto const& [name, value] : members)
      if (!value.empty()) out += (out.empty() ? "{" : ",") + text(name) + ":" + value;
    return out + "}";
  }

  Board board() { return must(read_board(*house().snapshot(), running_, now())); }
  ClauseView view(std::string const& clause) { return *board().find(clause); }
  Status status(std::string const& clause) { return view(clause).status; }

  vault::TenantHouse at_;
  Running running_;
  PrincipalId prober_ = PrincipalId::make_random(house().random());
};

}  // namespace troth::evidence
