#include "trust/pages/clause_card.h"

namespace troth::trust {
namespace {

using evidence::Status;

Html joined(std::string_view before, Html const& inside) {
  Html out = Html::text(before);
  out += inside;
  return out;
}

/// "tested 14 min ago", "stale since 3 h ago, newest test 27 h ago", "on file until 2027-03-31", "only stated".
Html age_of(evidence::ClauseView const& view, Time now, Language language) {
  auto const text = [&](std::string_view english, std::string_view german) { return say(language, english, german); };
  if (view.status == Status::stale) {
    auto const since = stale_since(view, now);
    if (!since) return Html::text(text("never tested on this cell", "auf dieser Zelle noch nie geprüft"));
    if (!view.latest) return joined(text("since ", "seit: "), when(*since, now, language));
    auto const ended = view.latest->record.ended;
    if (*since == ended) return joined(text("newest test ", "letzte Prüfung "), when(ended, now, language));
    Html out = joined(text("since ", "seit: "), when(*since, now, language));
    out += joined(text(", newest test ", ", letzte Prüfung "), when(ended, now, language));
    return out;
  }
  if (view.status == Status::inherited && view.attestation)
    return Html::text(std::string(text("on file until ", "belegt bis ")) +
                      rfc3339(view.attestation->until).substr(0, 10));
  if (view.latest) return joined(text("tested ", "geprüft "), when(view.latest->record.ended, now, language));
  auto const word = catalogue::plain_word(view.stands);
  return Html::text(language == Language::de ? in_german(word) : std::string(word));
}

std::string named(std::vector<std::string> const& names, std::string_view none) {
  std::string out;
  for (auto const& name : names) out += (out.empty() ? "" : ", ") + name;
  return out.empty() ? std::string(none) : out;
}

std::string window_of(probe::Probe const& probe) { return span(std::chrono::duration_cast<Duration>(probe.window)); }

Html attack_facts(probe::Probe const& probe) {
  Html out = fact("If the promise were empty", probe.hypothesis);
  out += fact("Attack", probe.attack);
  out += fact("What is observed", probe.oracle);
  out += fact("Counts as a pass", probe.passes);
  return out;
}

Html evidence_facts(evidence::ClauseView const& view, probe::Probe const& probe, Ground const& ground) {
  auto const now = ground.board.now;
  Html out = fact("Window", "A result counts for " + window_of(probe) + ".");
  if (view.latest) {
    auto const& record = view.latest->record;
    bool const over = record.expires <= now;
    if (record.verdict == merkle::EvidenceRecord::Verdict::pass)  // a failure lasts until a test passes
      out += fact(over ? "Expired" : "Expires", when(record.expires, now));
    out += fact("Newest verdict", std::string(merkle::name(record.verdict)) + ", " +
                                      counted(record.samples, "sample", "samples") + ", run by the " + record.by +
                                      " on " + (record.place == "twin" ? "a twin of this cell" : "this cell"));
    out += fact("Evidence", "entry " + std::to_string(view.latest->index) + " of the evidence log");
  }
  out += fact("Planted bugs that turn it red", named(view.mutants, "none is shown by a manifest of this build"));
  return out;
}

Html attestation_facts(evidence::Attestation const& on_file) {
  Html out = fact("Attested by", on_file.issuer + " (" + on_file.scheme + ")");
  out += fact("Scope", on_file.scope);
  out += fact("Period", on_file.period_from + " to " + on_file.period_to + ", expires " + on_file.expires);
  out += fact("SHA-256 of the report", code(on_file.sha256));
  return out;
}

}  // namespace

Html proof_line(evidence::ClauseView const& view, Time now, Language language) {
  Html out = badge(badge_of(view), language);
  if (!view.unproven_parts.empty())
    out += classed("span", "badge warn",
                   std::string(say(language, "unproven: ", "unbewiesen: ")) + named(view.unproven_parts, ""));
  out += classed("span", "age", age_of(view, now, language));
  return out;
}

Html proof_facts(evidence::ClauseView const& view, probe::Probe const* probe, Ground const& ground) {
  Html out = fact("Class", catalogue::name(view.stands));
  out += fact("Why this status", view.why);
  if (!view.clause->because.en.empty() && view.status != Status::inherited)
    out += fact("Why no test shows it", view.clause->because.en);
  if (!view.drifted.empty()) out += fact("Runs otherwise than promised", named(view.drifted, ""));
  if (!view.unproven_parts.empty()) out += fact("Unproven", named(view.unproven_parts, ""));
  if (probe) {
    out += attack_facts(*probe);
    out += evidence_facts(view, *probe, ground);
    Html command =
        listing("Command that checks " + view.clause->id, "troth-verify bundle trust-bundle --policy cell.policy");
    Html how = Html::text("Take the ");
    how += link("/trust/bundle", "bundle");
    how += Html::text(" and a policy that you keep yourself, then:");
    how += command;
    out += fact("Check it offline", how);
  }
  if (view.attestation) out += attestation_facts(*view.attestation);
  return out;
}

}  // namespace troth::trust
