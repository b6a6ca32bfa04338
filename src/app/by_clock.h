#pragma once
#include "app/cell.h"
#include "base/clock.h"

namespace troth::app {

// What init_cell and Cell::serve do, by a clock of the caller's. Only a twin has another one than the host's
// (twin.cpp). The clock must outlive what it is given to.

Result<> init_cell_by(Clock const& clock, InitOptions const& options);
Result<std::unique_ptr<Cell>> serve_by(Clock const& clock, ServeOptions const& options);

}  // namespace troth::app
