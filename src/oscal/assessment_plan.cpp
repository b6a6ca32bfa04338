// The plan: each probe is an activity, and a task that repeats before the window of its evidence ends.
#include "oscal/documents.h"

namespace troth::oscal {
namespace {

std::string_view place_of(probe::Probe const& probe) {
  return probe.place == probe::Place::live ? "the cell itself, or a twin of it"
                                           : "a twin: it kills, damages or moves the clock";
}

void put_activity(Json& json, Probed const& one) {
  auto const& clause = *one.view->clause;
  json.object().member("uuid", activity_uuid(clause.id)).member("title", "Attack on " + clause.id);
  json.member("description", one.probe->attack);
  put_properties(json, {{"method", "TEST", kRmf}, {"place", std::string(place_of(*one.probe))}});
  json.key("related-controls").object();
  put_selection(json, {clause.id});
  json.end();
  json.member("remarks", objective(clause, one.probe)).end();
}

void put_task(Json& json, evidence::Board const& board, Probed const& one) {
  auto const minutes = one.probe->window.count();
  bool const hours = minutes % 60 == 0;
  json.object().member("uuid", uuid("task", one.view->clause->id)).member("type", "action");
  json.member("title", "troth probe run " + one.view->clause->id);
  json.key("timing").object().key("at-frequency").object();
  json.member("period", static_cast<std::int64_t>(hours ? minutes / 60 : minutes));
  json.member("unit", hours ? "hours" : "minutes").end().end();
  json.key("associated-activities").array().object().member("activity-uuid", activity_uuid(one.view->clause->id));
  put_subject(json, "subjects", board);
  json.end().end();
  json.member("remarks", "At the latest then: evidence older than this is stale and counts as no pass.").end();
}

/// The plan must name a system security plan. There is none in OSCAL: the TOM is what the cell is held against.
void put_no_plan(Json& json, Source const& source) {
  json.key("back-matter").object().key("resources").array().object();
  json.member("uuid", uuid("no-plan", "troth")).member("title", "No system security plan in OSCAL");
  json.member("description",
              "The cell is held against the document of technical and organisational measures, which the profile "
              "renders; no system security plan is written.");
  json.key("rlinks").array().object();
  json.member("href", "trestle://profiles/" + profile_name(source) + "/profile.json").end().end();
  json.end().end().end();
}

}  // namespace

std::string assessment_plan(Source const& source) {
  auto const clauses = probed(source.board);
  auto const build = hex(source.board.build);
  auto json = opened({"assessment-plan",
                      uuid("assessment-plan", log_of(source.board)),
                      "Troth: how the cell is attacked, and how often",
                      build.substr(0, 16),
                      source.now,
                      {{"tom", source.board.tom}, {"evidence-log", source.board.origin}}});
  json.key("import-ssp").object().member("href", reference("no-plan", "troth")).end();
  json.key("local-definitions").object();
  put_components(json, source.board);
  {
    List list(json, "activities");
    for (auto const& one : clauses) put_activity(list.item(), one);
  }
  json.end();
  json.key("reviewed-controls").object();
  put_selection(json, ids_of(clauses));
  json.end();
  put_subject(json, "assessment-subjects", source.board);
  {
    List list(json, "tasks");
    for (auto const& one : clauses) put_task(list.item(), source.board, one);
  }
  put_no_plan(json, source);
  return closed(std::move(json));
}

}  // namespace troth::oscal
