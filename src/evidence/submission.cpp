#include "evidence/submission.h"

#include <algorithm>

#include "base/plain_text.h"
#include "http/json.h"

namespace troth::evidence {
namespace {

using http::JsonReader;
using Verdict = merkle::EvidenceRecord::Verdict;

Result<merkle::Hash> digest(JsonReader& in, std::string_view name) {
  TROTH_TRY(auto text, in.text(name, 64));
  auto const bytes = from_hex(text);
  merkle::Hash out;
  if (!bytes || bytes->size() != out.size() || hex(*bytes) != text)
    return fail(Code::invalid, "a digest has 64 hexadecimal digits, lower case", "/" + std::string(name));
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

Result<Time> time(JsonReader& in, std::string_view name) {
  TROTH_TRY(auto text, in.text(name, 40));
  auto at = parse_rfc3339(text);
  if (!at) return fail(Code::invalid, "write a time like 2026-11-22T09:30:00Z", "/" + std::string(name));
  return *at;
}

Result<Verdict> verdict(JsonReader& in) {
  TROTH_TRY(auto text, in.text("verdict", 8));
  for (auto known : {Verdict::pass, Verdict::fail, Verdict::error})
    if (merkle::name(known) == text) return known;
  return fail(Code::invalid, "a verdict is pass, fail or error", "/verdict");
}

Result<std::vector<Observation>> seen(JsonReader& in) {
  TROTH_TRY(auto value, in.any("observations"));
  auto const* items = value.array();
  if (!items) return fail(Code::invalid, "the observations are an array", "/observations");
  if (items->size() > Submission::kMostObservations)
    return fail(Code::too_large, "a verdict has at most 256 observations", "/observations");
  std::vector<Observation> out;
  for (auto const& item : *items) {
    auto const at = "/observations/" + std::to_string(out.size());
    TROTH_TRY(auto reader, JsonReader::object(item, at));
    if (!reader.has("held")) return fail(Code::invalid, "a member is missing", at + "/held");
    Observation one;
    TROTH_TRY(one.held, reader.boolean("held", false));
    TROTH_TRY(one.what, reader.text("what", Submission::kMostWhat));
    TROTH_TRY(reader.done());
    if (one.what.empty()) return fail(Code::invalid, "an observation says what was seen", at + "/what");
    if (!is_plain_text(one.what))
      return fail(Code::invalid, "an observation has no control characters and none that turn the writing",
                  at + "/what");
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

Result<Submission> Submission::parse(std::string_view json) {
  TROTH_TRY(auto in, JsonReader::object(json));
  Submission out;
  TROTH_TRY(out.clause, in.text("clause", 40));
  TROTH_TRY(out.clause_hash, digest(in, "clause_hash"));
  TROTH_TRY(out.build, digest(in, "build"));
  TROTH_TRY(out.config, digest(in, "config"));
  TROTH_TRY(out.cell, in.text("cell", 400));
  TROTH_TRY(out.tom, in.text("tom", 64));
  TROTH_TRY(out.place, in.text("place", 8));
  TROTH_TRY(out.started, time(in, "started"));
  TROTH_TRY(out.ended, time(in, "ended"));
  TROTH_TRY(out.verdict, evidence::verdict(in));
  TROTH_TRY(auto const samples, in.integer("samples", 0, 1'000'000'000));
  out.samples = static_cast<std::uint64_t>(samples);
  TROTH_TRY(out.seed, digest(in, "seed"));
  TROTH_TRY(out.observations, seen(in));
  TROTH_TRY(in.done());
  return out;
}

}  // namespace troth::evidence
