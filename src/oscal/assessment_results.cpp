// The results: an observation for the newest verdict of each clause, and what it comes to now. A finding is satisfied
// only for a pass that counts at this moment: a stale or unproven one is not.
#include <algorithm>

#include "merkle/tree.h"
#include "oscal/documents.h"

namespace troth::oscal {
namespace {

using evidence::ClauseView;
using evidence::Status;

std::string leaf_of(ClauseView const& view) { return hex(merkle::leaf_hash(as_bytes(view.latest->record.encode()))); }

std::vector<Property> properties_of(evidence::Latest const& latest) {
  auto const& record = latest.record;
  std::vector<Property> out{{"verdict", std::string(merkle::name(record.verdict))},
                            {"samples", std::to_string(record.samples)},
                            {"place", record.place},
                            {"run-by", record.by},
                            {"log-index", std::to_string(latest.index)},
                            {"evidence-log", record.cell},
                            {"clause-sha-256", hex(record.clause_hash)},
                            {"tom", record.tom},
                            {"build-sha-256", hex(record.build)},
                            {"manifest", record.manifest}};
  for (auto const& mutant : record.mutants) out.push_back({"planted-bug-caught", mutant});
  return out;
}

void put_observation(Json& json, evidence::Board const& board, ClauseView const& view) {
  auto const& record = view.latest->record;
  auto const& id = view.clause->id;
  json.object().member("uuid", uuid("observation", leaf_of(view))).member("title", "Attack on " + id);
  json.member("description", "The newest run of the probe of " + id + ": " + std::string(merkle::name(record.verdict)) +
                                 ", " + std::to_string(record.samples) + " samples.");
  put_properties(json, properties_of(*view.latest));
  put_strings(json, "methods", {"TEST"});
  put_strings(json, "types", {"control-objective"});
  json.key("origins").array().object().key("actors").array().object();
  json.member("type", "tool").member("actor-uuid", prober_uuid(board)).end().end();
  json.key("related-tasks").array().object().member("task-uuid", uuid("task", id)).end().end().end().end();
  json.key("subjects").array().object();
  json.member("subject-uuid", cell_uuid(board)).member("type", "component").end().end();
  json.key("relevant-evidence").array().object().member("href", reference("entry", leaf_of(view)));
  json.member("description", "Entry " + std::to_string(view.latest->index) + " of the public evidence log.");
  json.end().end();
  json.member("collected", rfc3339(record.ended)).member("expires", rfc3339(record.expires)).end();
}

/// A promise that the running cell breaks is a finding even if nothing was ever observed.
bool has_finding(ClauseView const& view) { return view.latest || view.status == Status::fail; }

std::string_view reason_of(Status status) {
  return status == Status::pass ? "pass" : status == Status::fail ? "fail" : "other";
}

void put_finding(Json& json, ClauseView const& view) {
  auto const& id = view.clause->id;
  auto const what = (view.latest ? leaf_of(view) : id) + "\n" + std::string(name(view.status));
  json.object().member("uuid", uuid("finding", what)).member("title", id + ": " + view.clause->title.en);
  json.member("description", view.why);
  std::vector<Property> properties{{"status", std::string(name(view.status))}};
  for (auto const& parameter : view.drifted) properties.push_back({"drifted-parameter", parameter});
  for (auto const& part : view.unproven_parts) properties.push_back({"unproven-part", part});
  put_properties(json, properties);
  json.key("target").object().member("type", "objective-id").member("target-id", objective_id(id));
  json.key("status").object().member("state", view.status == Status::pass ? "satisfied" : "not-satisfied");
  json.member("reason", reason_of(view.status)).member("remarks", view.why).end().end();
  if (view.latest) {
    json.key("related-observations").array().object();
    json.member("observation-uuid", uuid("observation", leaf_of(view))).end().end();
  }
  json.end();
}

/// The entry itself lies beside, byte by byte as it stands in the log.
void put_entry(Json& json, ClauseView const& view) {
  auto const text = view.latest->record.encode();
  json.object().member("uuid", uuid("entry", leaf_of(view)));
  json.member("title", "Entry " + std::to_string(view.latest->index) + " of " + view.latest->record.cell);
  put_properties(json, {{"log-index", std::to_string(view.latest->index)}, {"leaf-hash", leaf_of(view)}});
  json.key("rlinks").array().object().member("href", "../../" + evidence_path(view.clause->id));
  json.member("media-type", "text/plain").key("hashes").array().object().member("algorithm", "SHA-256");
  json.member("value", trust::hash_of(text)).end().end().end().end().end();
}

/// From the first of the attacks that still count for something to now.
Time begun(Source const& source) {
  auto out = source.now;
  for (auto const& view : source.board.clauses)
    if (view.latest) out = std::min(out, view.latest->record.started);
  return out;
}

void put_result(Json& json, Source const& source) {
  auto const& board = source.board;
  json.object().member("uuid", uuid("result", board.origin + "\n" + rfc3339(source.now)));
  json.member("title", "How the clauses stand")
      .member("description",
              "The newest verdict of each clause that a probe attacks, as of the end. Of a clause without a finding "
              "nothing was "
              "tested; the catalog says what stands behind it.");
  json.member("start", rfc3339(begun(source))).member("end", rfc3339(source.now));
  put_properties(json, {{"witnesses", std::string(merkle::name(board.witness))},
                        {"tom", board.tom},
                        {"build-sha-256", hex(board.build)},
                        {"manifest", board.manifest}});
  json.key("local-definitions").object();
  put_components(json, board);
  json.end().key("reviewed-controls").object();
  put_selection(json, ids_of(probed(board)));
  json.end();
  {
    List list(json, "observations");
    for (auto const& view : board.clauses)
      if (view.latest) put_observation(list.item(), board, view);
  }
  {
    List list(json, "findings");
    for (auto const& view : board.clauses)
      if (has_finding(view)) put_finding(list.item(), view);
  }
  json.end();
}

}  // namespace

std::string assessment_results(Source const& source) {
  auto const& board = source.board;
  auto json = opened({"assessment-results",
                      uuid("assessment-results", log_of(board)),
                      "Troth: what attacks on the cell came to",
                      rfc3339(source.now),
                      source.now,
                      {{"evidence-log", board.origin}}});
  json.key("import-ap").object().member("href", kPlan).end();
  json.key("results").array();
  put_result(json, source);
  json.end();
  if (std::ranges::any_of(board.clauses, [](ClauseView const& view) { return view.latest.has_value(); })) {
    json.key("back-matter").object();
    {
      List list(json, "resources");
      for (auto const& view : board.clauses)
        if (view.latest) put_entry(list.item(), view);
    }
    json.end();
  }
  return closed(std::move(json));
}

}  // namespace troth::oscal
