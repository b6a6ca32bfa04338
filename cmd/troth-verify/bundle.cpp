#include "merkle/bundle.h"

#include <cstdio>

#include "arguments.h"
#include "base/json_writer.h"
#include "commands.h"
#include "files.h"

// What the clauses of a cell rest on, checked from one file. The exit status is about the proof: a clause whose test
// failed is proven to have failed, and stands so in its line.

namespace troth::verify {
namespace {

using merkle::BundleVerdict;
using merkle::Outcome;

/// "45 s", "12 min", "5 h", "3 d": how long ago, coarse, for people.
std::string age(Duration since) {
  auto const seconds = std::chrono::floor<std::chrono::seconds>(since).count();
  if (seconds < 0) return "not yet";
  if (seconds < 120) return std::to_string(seconds) + " s";
  if (seconds < 120 * 60) return std::to_string(seconds / 60) + " min";
  if (seconds < 48 * 3600) return std::to_string(seconds / 3600) + " h";
  return std::to_string(seconds / 86400) + " d";
}

char const* word(Outcome outcome) {
  return outcome == Outcome::verified ? "verified" : outcome == Outcome::not_pinned ? "not pinned" : "failed";
}

std::string reason(BundleVerdict const& verdict) {
  if (verdict.outcome == Outcome::failed) return verdict.checks.back().says;
  return verdict.outcome == Outcome::not_pinned ? "it holds together, but no --policy says whose signatures count" : "";
}

/// "29 min ago, expires 2026-11-22T21:30:01.250000Z"
std::string times(merkle::EvidenceRecord const& record, Time now) {
  return age(now - record.ended) + (record.expires <= now ? " ago, expired " : " ago, expires ") +
         rfc3339(record.expires);
}

void print_clauses(BundleVerdict const& verdict, Time now) {
  for (auto const& clause : verdict.clauses)
    std::printf("%-9s %-8s %s; %s\n", std::string(name(clause.status)).c_str(), clause.clause.c_str(),
                clause.record ? times(*clause.record, now).c_str() : "never", clause.why.c_str());
}

void print_text(merkle::Bundle const& bundle, BundleVerdict const& verdict, Time now) {
  std::printf("cell      %s\nmade      %s (the bundle's own word; no proof covers this)\nchecked   as of %s\n",
              bundle.cell.c_str(), rfc3339(bundle.made).c_str(), rfc3339(now).c_str());
  print_clauses(verdict, now);
  for (auto const& check : verdict.checks)
    std::printf("%-9s %s: %s\n", check.held ? "ok" : "FAILED", check.name.c_str(), check.says.c_str());
  if (verdict.standing) std::printf("level     %s\n", std::string(name(verdict.standing->level)).c_str());
  for (auto const& what : verdict.open) std::printf("%-9s %s\n", "unproven", what.c_str());
  auto const why = reason(verdict);
  std::printf("verdict   %s%s%s\n", word(verdict.outcome), why.empty() ? "" : ": ", why.c_str());
}

void put_record(Json& json, std::uint64_t index, merkle::EvidenceRecord const& record, Time now) {
  json.member("verdict", name(record.verdict)).member("index", index).member("place", record.place);
  json.member("by", record.by).member("samples", record.samples).member("started", rfc3339(record.started));
  json.member("ended", rfc3339(record.ended)).member("expires", rfc3339(record.expires));
  json.member("age_s", std::int64_t{std::chrono::floor<std::chrono::seconds>(now - record.ended).count()});
  json.member("tom", record.tom).member("build", hex(record.build)).key("mutants").array();
  for (auto const& mutant : record.mutants) json.value(mutant);
  json.end();
}

void print_json(merkle::Bundle const& bundle, BundleVerdict const& verdict, Time now) {
  Json json;
  json.object().member("verdict", word(verdict.outcome)).member("why", reason(verdict));
  json.member("cell", bundle.cell).member("made", rfc3339(bundle.made)).member("now", rfc3339(now));
  json.key("checks").array();
  for (auto const& check : verdict.checks)
    json.object().member("name", check.name).member("held", check.held).member("says", check.says).end();
  json.end().key("clauses").array();
  for (auto const& clause : verdict.clauses) {
    json.object().member("clause", clause.clause).member("status", name(clause.status)).member("why", clause.why);
    if (clause.record) put_record(json, clause.index, *clause.record, now);
    json.end();
  }
  json.end().key("open").array();
  for (auto const& what : verdict.open) json.value(what);
  json.end().key("witness_level");
  verdict.standing ? json.value(name(verdict.standing->level)) : json.null();
  std::puts(json.end().text().c_str());
}

Result<Time> read_now(Arguments const& arguments) {
  auto text = arguments.optional("--now");
  if (!text) return SystemClock().now();
  auto now = parse_rfc3339(*text);
  if (!now) return fail(Code::invalid, "--now takes a time in UTC, such as 2026-11-22T09:30:00Z", *text);
  return *now;
}

}  // namespace

Result<Verdict> verify_bundle(std::span<char const* const> words) {
  TROTH_TRY(auto arguments, Arguments::parse(words, {"--policy", "--now"}));
  TROTH_TRY(auto file, arguments.only_file("name the file of the bundle"));
  TROTH_TRY(auto now, read_now(arguments));
  TROTH_TRY(auto policy, read_policy(arguments));
  TROTH_TRY(auto text, read_file(file, merkle::Bundle::kMostBytes));
  TROTH_TRY(auto bundle, merkle::Bundle::parse(as_text(text)));
  auto const verdict = merkle::verify(bundle, policy ? &*policy : nullptr, now);
  arguments.json() ? print_json(bundle, verdict, now) : print_text(bundle, verdict, now);
  if (verdict.outcome == Outcome::failed) return Verdict::mismatch;
  return verdict.outcome == Outcome::verified ? Verdict::match : Verdict::not_pinned;
}

}  // namespace troth::verify
