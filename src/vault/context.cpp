#include "vault/context.h"

namespace troth::vault {

Result<act::Event> tell(Context const& context, access::Grant const& grant, act::EventType type, std::string what,
                        std::string whom) {
  audit::Telling telling{grant.tenant(), type, std::move(what), grant.actor().who(), std::move(whom), std::nullopt};
  if (grant.facts().subject_id) telling.subject = grant.facts().subject_id;
  return context.scribe.write(telling);
}

Result<act::Event> tell(Context const& context, access::Grant const& grant, act::EventType type, std::string what,
                        std::string whom, SubjectId subject, keys::SubjectKey const& subject_key) {
  return context.scribe.write({grant.tenant(), type, std::move(what), grant.actor().who(), std::move(whom), subject},
                              subject_key);
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
