#pragma once
#include "probe/scene.h"

namespace troth::probe {

/// Makes a customer's tenant one that probes can use: the rules that scene.h names, and with them a purpose that marks
/// the tenant, as no rule can be read back. A tenant with that mark is taken as it is. One with a rule of such a name
/// and no mark has its own meaning for it and is refused: conflict. Nothing that is there is changed. not_found if the
/// token is another tenant's, unauthenticated if the cell does not know it, denied if it lacks a permission.
Result<> claim(Tenant& tenant);

}  // namespace troth::probe
