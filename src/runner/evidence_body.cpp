#include "runner/evidence_body.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/plain_text.h"
#include "catalogue/catalogue.h"

namespace troth::runner {
namespace {

constexpr std::size_t kMostObservations = 256, kMostBytes = 512;

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
  auto const seen = told(outcome);
  Json json;
  json.object().member("clause", outcome.clause).member("clause_hash", hex(crypto::sha256(as_bytes(text))));
  json.member("build", hex(build)).member("config", run.config).member("cell", run.cell).member("tom", run.tom);
  json.member("place", name(outcome.place));
  json.member("started", rfc3339(outcome.started)).member("ended", rfc3339(outcome.ended));
  json.member("verdict", word(outcome.verdict)).member("samples", std::uint64_t{seen.size()});
  json.member("seed", hex(outcome.seed)).key("observations").array();
  for (auto const& one : seen)
    json.object().member("held", one.held).member("what", cut_text(plain_text(one.what), kMostBytes)).end();
  return json.end().end().text();
}

}  // namespace troth::runner
