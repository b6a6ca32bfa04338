#pragma once
#include "probe/scene.h"

namespace troth::probe {

/// Purposes, retention class and collection of a tenant that a probe may use (scene.h names them). Again on a furnished
/// one: nothing changes.
Result<> furnish(Tenant& tenant);

}  // namespace troth::probe
