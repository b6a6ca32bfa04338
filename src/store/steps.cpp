#include "store/steps.h"

namespace troth::store {
namespace {

/// The statement names the step for the operator; its parameters, which may be personal, stay out.
Error miss(Step const& step) {
  return fail(step.miss, "the state this was decided on no longer holds", {}, std::string(step.sql.text()));
}

Result<> require_once(Writer& database, Step const& step, Params const& params) {
  TROTH_TRY(Rows rows, database.query(step.sql, params));
  if (rows.size() != 1) return miss(step);
  return {};
}

Result<> write_once(Writer& database, Step const& step, Params const& params) {
  auto changed = database.run(step.sql, params);
  if (!changed && changed.error().code == Code::conflict && changed.error().at != kNoOrder) return miss(step);
  if (!changed) return std::move(changed).error();
  if (*changed < step.rows.least || *changed > step.rows.most) return miss(step);
  return {};
}

}  // namespace

Result<> run_steps(Writer& database, std::vector<Step> const& steps) {
  for (Step const& step : steps)
    for (Params const& params : step.each)
      TROTH_TRY(step.kind == Step::Kind::require ? require_once(database, step, params)
                                                 : write_once(database, step, params));
  return {};
}

}  // namespace troth::store
