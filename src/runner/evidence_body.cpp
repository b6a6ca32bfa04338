#include "runner/evidence_body.h"

#include <algorithm>

#include "base/json_writer.h"
#include "catalogue/catalogue.h"

namespace troth::runner {
namespace {

constexpr std::size_t kMostObservations = 256, kMostBytes = 512;

/// Cut to a limit, never inside a character.
std::string cut(std::string text) {
  if (text.size() <= kMostBytes) return text;
  std::size_t end = kMostBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

/// What did not hold comes first, so that a limit never hides it. Why there is no verdict is an observation too.
std::vector<probe::Observation> told(Outcome const& outcome) {
  auto out = outcome.observations;
  if (!outcome.error.empty()) out.push_back({false, "no verdict: " + outcome.error});
  std::stable_partition(out.begin(), out.end(), [](auto const& one) { return !one.held; });
  if (out.size() > kMostObservations) out.resize(kMostObservations);
  return out;
}

}  // namespace

Result<std::string> evidence_body(Outcome const& outcome, probe::Run const& run, crypto::Digest const& build) {
  auto const& catalogue = catalogue::Catalogue::built_in();
  auto const* clause = catalogue.find(outcome.clause);
  if (clause == nullptr) return fail(Code::invalid, "the catalogue has no such clause", outcome.clause);
  auto const text = catalogue::canonical(catalogue, *clause, run.promises);
  Json json;
  json.object().member("clause", outcome.clause).member("clause_hash", hex(crypto::sha256(as_bytes(text))));
  json.member("build", hex(build)).member("config", run.config).member("cell", run.cell).member("tom", run.tom);
  json.member("place", word(outcome.place));
  json.member("started", rfc3339(outcome.started)).member("ended", rfc3339(outcome.ended));
  json.member("verdict", word(outcome.verdict)).member("samples", std::uint64_t{outcome.samples()});
  json.member("seed", hex(outcome.seed)).key("observations").array();
  for (auto const& one : told(outcome)) json.object().member("held", one.held).member("what", cut(one.what)).end();
  return json.end().end().text();
}

}  // namespace troth::runner
