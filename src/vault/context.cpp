#include "vault/context.h"

namespace troth::vault {

namespace {

audit::Telling telling(access::Grant const& grant, act::EventType type, std::string what, std::string whom,
                       std::optional<SubjectId> subject) {
  auto const& actor = grant.actor();
  audit::Telling out{grant.tenant(), type, std::move(what), actor.who(), std::move(whom), subject};
  if (actor.token == TokenId{}) return out;  // the cell's own, which has no token
  out.actor = actor.principal;
  out.token = actor.token;
  return out;
}

}  // namespace

Result<act::Event> tell(Context const& context, access::Grant const& grant, act::EventType type, std::string what,
                        std::string whom) {
  return context.scribe.write(telling(grant, type, std::move(what), std::move(whom), grant.facts().subject_id));
}

Result<act::Event> tell(Context const& context, access::Grant const& grant, act::EventType type, std::string what,
                        std::string whom, SubjectId subject, keys::SubjectKey const& subject_key) {
  return context.scribe.write(telling(grant, type, std::move(what), std::move(whom), subject), subject_key);
}

http::Response reply(int status, std::string json, std::string location) {
  http::Response out;
  out.status = status;
  out.headers.add("Content-Type", "application/json");
  out.headers.add("Cache-Control", "no-store");
  if (!location.empty()) out.headers.add("Location", std::move(location));
  out.body = std::move(json);
  return out;
}

}  // namespace troth::vault
