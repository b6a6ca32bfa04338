#include "access/actor.h"

#include "base/json_writer.h"

namespace troth::access {

std::string Actor::who() const {
  Json json;
  json.object().member("principal", principal.text()).member("token", token.text());
  if (tenant == kCell) json.member("of", "cell");
  return json.end().text();
}

}  // namespace troth::access
