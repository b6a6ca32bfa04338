#pragma once
#include "app/cell.h"
#include "app/identity.h"
#include "audit/sealer.h"
#include "evidence/cell_facts.h"

namespace troth::app {

/// What the cell measures of itself at its start: its build, its configuration, the values that its promises rest on,
/// and what the manifest beside its program shows. Fixed until the next start.
struct Measured {
  evidence::Running running = {};
  Bytes salt = {};  ///< of the configuration's digest

  static Result<Measured> take(ServeOptions const& options, Identity const& identity, audit::Sealer const& sealer,
                               store::Reader& snapshot, Random& random);
};

/// The TOM version in force, as the board asks for it.
Result<std::optional<evidence::InForce>> tom_in_force(store::Reader& snapshot, Time now);

}  // namespace troth::app
