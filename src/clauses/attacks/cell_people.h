#pragma once
#include <string>
#include <vector>

#include "probe/scene.h"

namespace troth::clauses {

/// A principal of the twin's own cell, named by its administrator: for runs of probes, or for the TOM document.
inline Result<probe::Caller> cell_principal(probe::Twin const& twin, std::string const& name,
                                            std::string const& permission) {
  probe::Caller admin(twin.target(), Secret::copy_of(as_bytes(twin.admin_token())));
  std::string const body = R"({"name":")" + name + R"(","permissions":[")" + permission + R"("],"days":90})";
  TROTH_TRY(auto const made, admin.expect(201, http::Method::post, "/v1/cell/principals", body));
  TROTH_TRY(auto const token, made.text("token"));
  return probe::Caller(twin.target(), Secret::copy_of(as_bytes(token)));
}

}  // namespace troth::clauses
