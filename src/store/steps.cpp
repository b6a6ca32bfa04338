#include "store/steps.h"

namespace troth::store {
namespace {

/// The statement names the step for the operator; its parameters, which may be personal, stay out.
Error miss(Step const& step) {
  return fail(step.miss, "the state this was decided on no longer holds", {}, std::string(step.sql.text()));
}

Result<> run_step(Session& database, Step const& step) {
  bool const writes = step.kind == Step::Kind::write;
  auto touched = writes ? database.run_each(step.sql, step.each) : database.count_each(step.sql, step.each);
  bool const there_already = writes && !touched && touched.error().code == Code::conflict;
  if (there_already && touched.error().at != kNoOrder) return miss(step);
  if (!touched) return std::move(touched).error();
  for (std::int64_t rows : *touched)
    if (rows < step.rows.least || rows > step.rows.most) return miss(step);
  return {};
}

}  // namespace

Result<> run_steps(Session& database, std::vector<Step> const& steps) {
  for (Step const& step : steps) TROTH_TRY(run_step(database, step));
  return {};
}

}  // namespace troth::store
