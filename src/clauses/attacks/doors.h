#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "probe/scene.h"

namespace troth::clauses {

/// What somebody may know of a tenant.
struct Ids {
  std::string base;  ///< "/v1/tenants/<id>"
  std::string subject, record, import, job, event;
};

/// One route with these ids in it, and a request that the tenant's own people would be answered.
struct Door {
  std::string_view what;
  bool log;  ///< for who reads the log
  http::Method method;
  std::string path, body;
  probe::Headers headers = {};
};

/// Every route of a tenant that takes an id or lists what is there. The same order for any ids.
std::vector<Door> doors(Ids const& ids);

}  // namespace troth::clauses
