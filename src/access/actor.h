#pragma once
#include "act/vocabulary.h"
#include "base/id.h"

namespace troth::access {

/// A principal as proven by its token: whose, what it may, until when. `revision` is guarded in every set it causes.
struct Actor {
  TenantId tenant;
  PrincipalId principal;
  TokenId token;
  act::Permissions permissions;
  std::int64_t revision = 0;
  Time expires{};
  /// {"principal":…,"token":…}: the `who` of its events.
  std::string who() const;
};

}  // namespace troth::access
