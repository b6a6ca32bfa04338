#pragma once
#include "probe/scene.h"

namespace troth::probe {

/// A new tenant of a twin, made by the twin's administrator, with an owner and somebody who reads its log; furnished. A
/// twin's own evidence is recorded nowhere, so it needs no probe run.
Result<Tenant> new_tenant(Twin& twin);

}  // namespace troth::probe
