#include "clauses/attacks/lookup.h"

#include "base/json_writer.h"
#include "clauses/attacks/again.h"

namespace troth::clauses {

Result<bool> finds(probe::Tenant& tenant, std::string const& email, std::string const& subject) {
  Json body;
  body.object().member("collection", "contact").member("field", "email").member("value", email).end();
  TROTH_TRY(auto answer, tenant.owner.expect(200, http::Method::post, tenant.base + "/lookup", body.text(), kSupport));
  return answer.body.find(subject) != std::string::npos;
}

}  // namespace troth::clauses
