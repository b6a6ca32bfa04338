#include "evidence/promises.h"

#include <algorithm>

#include "base/json_writer.h"
#include "evidence/filing.h"
#include "evidence/status.h"
#include "evidence/tables.h"

namespace troth::evidence {
namespace {

using Names = std::vector<std::string>;

bool has(Names const& names, std::string const& name) { return std::ranges::find(names, name) != names.end(); }

/// Parameters of the whole catalogue that the cell does not keep.
Names broken_now(Running const& running, InForce const& tom) {
  Names out;
  for (auto const& parameter : running.catalogue->parameters())
    if (breaks(running, parameter, tom.promises)) out.push_back(parameter.id);
  return out;
}

Result<Names> broken_before(store::Reader& snapshot) {
  TROTH_TRY(auto rows, snapshot.query(sql::select_broken, {kCell}));
  Names out;
  for (auto const& row : rows) out.push_back(row[0].text());
  return out;
}

Names without(Names const& from, Names const& others) {
  Names out;
  for (auto const& name : from)
    if (!has(others, name)) out.push_back(name);
  return out;
}

std::string sentence(Running const& running, InForce const& tom, std::string const& id) {
  auto const* parameter = running.catalogue->parameter(id);
  auto shown = [&](std::int64_t value) { return catalogue::shown(*parameter, value, catalogue::Language::en); };
  auto const value = running.values.find(parameter->running);
  return id + ": promised " + shown(tom.promises.at(id)) + ", running " +
         (value == running.values.end() ? "unknown" : shown(value->second));
}

std::string told(Running const& running, InForce const& tom, Names const& broken, Names const& kept) {
  Json what;
  what.object().key("broken").array();
  for (auto const& id : broken) what.value(sentence(running, tom, id));
  what.end().key("kept_again").array();
  for (auto const& id : kept) what.value(id);
  return what.end().end().text();
}

/// The failed verdict of a clause whose promise the cell was seen to break.
Filing verdict(vault::Context const& context, Running const& running, InForce const& tom,
               catalogue::Clause const& clause, std::vector<Observation> const& seen) {
  auto const now = context.clock.now();
  merkle::EvidenceRecord out;
  out.clause = clause.id;
  out.clause_hash = clause_hash(running, clause, tom.promises);
  out.tom = tom.hash;
  out.build = running.build;
  out.manifest = running.manifest_hash;
  out.config = running.config;
  out.cell = running.origin;
  out.place = "live";
  out.by = "operator";
  out.started = out.ended = now;
  out.expires = now + running.probe(clause.id)->window;
  out.verdict = merkle::EvidenceRecord::Verdict::fail;
  out.samples = seen.size();
  return sealed(std::move(out), seen, context.random);
}

std::vector<Filing> verdicts(vault::Context const& context, Running const& running, InForce const& tom,
                             Names const& fresh) {
  constexpr std::size_t kMost = 60;  // steps of one set are bounded
  std::vector<Filing> out;
  for (auto const& clause : running.catalogue->clauses()) {
    if (!running.probe(clause.id) || out.size() == kMost) continue;
    std::vector<Observation> seen;
    for (auto const& id : clause.parameters)
      if (has(fresh, id)) seen.push_back({false, sentence(running, tom, id)});
    if (!seen.empty()) out.push_back(verdict(context, running, tom, clause, seen));
  }
  return out;
}

}  // namespace

Result<std::optional<store::WriteSet>> promise_changes(vault::Context const& context, Running const& running) {
  auto const now = context.clock.now();
  TROTH_TRY(auto const tom, in_force(context.snapshot, running, now));
  TROTH_TRY(auto const before, broken_before(context.snapshot));
  auto const broken = broken_now(running, tom);
  auto const fresh = without(broken, before), kept = without(before, broken);
  if (fresh.empty() && kept.empty()) return std::optional<store::WriteSet>();
  TROTH_TRY(
      auto event,
      context.scribe.write(
          {kCell, act::EventType::promise_broken, told(running, tom, fresh, kept), "{\"at\":\"the cell\"}", "{}", {}}));
  auto set = store::WriteSet(std::move(event));
  for (auto const& id : fresh) set = std::move(set).then(sql::insert_broken, {kCell, id, now});
  for (auto const& id : kept) set = std::move(set).then(sql::delete_broken, {kCell, id});
  auto const filings = verdicts(context, running, tom, fresh);
  if (filings.empty()) return std::optional(std::move(set));
  TROTH_TRY(auto const place, next_place(context.snapshot));
  TROTH_TRY(set, file(context.snapshot, std::move(set), place, filings, now));
  return std::optional(std::move(set));
}

}  // namespace troth::evidence
