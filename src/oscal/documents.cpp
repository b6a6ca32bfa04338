#include "oscal/documents.h"

#include "clauses/clauses.h"
#include "oscal/oscal.h"
#include "trust/read_text.h"

namespace troth::oscal {

std::string profile_name(Source const& source) {
  return source.version ? "troth-tom-v" + std::to_string(source.version->number) : "troth-tom-rehearsal";
}

std::string evidence_path(std::string_view clause) { return "evidence/" + control_id(clause) + ".txt"; }

std::vector<Probed> probed(evidence::Board const& board) {
  std::vector<Probed> out;
  for (auto const& view : board.clauses)
    if (auto const* probe = clauses::find(view.clause->id)) out.push_back({&view, probe});
  return out;
}

std::vector<std::string> ids_of(std::vector<Probed> const& clauses) {
  std::vector<std::string> out;
  for (auto const& one : clauses) out.push_back(one.view->clause->id);
  return out;
}

std::string log_of(evidence::Board const& board) { return board.origin.substr(0, board.origin.rfind('/')); }
std::string cell_uuid(evidence::Board const& board) { return uuid("cell", log_of(board)); }
std::string prober_uuid(evidence::Board const& board) { return uuid("prober", hex(board.build)); }
std::string activity_uuid(std::string_view clause) { return uuid("activity", clause); }

Result<std::map<std::string, std::string>> documents(evidence::Board const& board, trust::TomVersion const* version,
                                                     Time now) {
  std::shared_ptr<trust::TomText const> text;
  if (version) {
    TROTH_TRY(text, trust::text_of(*version));
  }
  Source const source{board, version, text.get(), now};
  std::map<std::string, std::string> out{
      {"catalogs/troth/catalog.json", catalog(source)},
      {"profiles/" + profile_name(source) + "/profile.json", profile(source)},
      {"component-definitions/troth/component-definition.json", component_definition(source)},
      {"assessment-plans/troth/assessment-plan.json", assessment_plan(source)},
      {"assessment-results/troth/assessment-results.json", assessment_results(source)},
  };
  for (auto const& view : board.clauses)
    if (view.latest) out.emplace(evidence_path(view.clause->id), view.latest->record.encode());
  return out;
}

}  // namespace troth::oscal
