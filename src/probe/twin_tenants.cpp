#include "probe/twin_tenants.h"

#include "probe/furnish.h"

namespace troth::probe {

using http::Method;

Result<Tenant> new_tenant(Twin& twin) {
  SystemRandom random;
  Caller admin(twin.target(), Secret::copy_of(as_bytes(twin.admin_token())));
  std::string const body = "{\"name\":\"probe-" + hex(random.bytes<4>()) + "\"}";
  TROTH_TRY(auto const made, admin.expect(201, Method::post, "/v1/cell/tenants", body));
  TROTH_TRY(auto id, made.text("tenant"));
  TROTH_TRY(auto const token, made.text("token"));
  std::string base = "/v1/tenants/" + id;
  Caller owner(twin.target(), Secret::copy_of(as_bytes(token)));
  std::string const reads = R"({"name":"reader","permissions":["read_log"]})";
  TROTH_TRY(auto const named, owner.expect(201, Method::post, base + "/principals", reads));
  TROTH_TRY(auto const reader, named.text("token"));
  Tenant out{std::move(id), std::move(base), std::move(owner),
             Caller(twin.target(), Secret::copy_of(as_bytes(reader)))};
  TROTH_TRY(furnish(out));
  return out;
}

}  // namespace troth::probe
