#pragma once
#include "store/store.h"

namespace troth::app {

/// The tables of every domain, in the order of the arrows.
store::Schema data_schema();
store::Schema keys_schema();

}  // namespace troth::app
