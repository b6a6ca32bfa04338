#pragma once
#include "probe/scene.h"

namespace troth::clauses {

/// The same principal, asking a twin that was started again: on a new connection, as its address may be another.
inline probe::Caller again(probe::Twin const& twin, probe::Caller const& before) {
  std::optional<Secret> token;
  if (before.token()) token = Secret::copy_of(before.token()->view());
  return probe::Caller(twin.target(), std::move(token));
}

/// What consults and looks up for the purpose that reaches a contact's name and address.
inline probe::Headers const kSupport = {{"Purpose", "support"}};

}  // namespace troth::clauses
