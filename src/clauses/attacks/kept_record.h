#pragma once
#include "probe/scene.h"

namespace troth::clauses {

inline constexpr auto kDay = std::chrono::hours(24);

/// A collection {note text, email text indexed} whose fields have one retention class, both named `name`.
struct Keeping {
  std::string name;

  /// The class: of `days`, with a ground and perhaps an instruction. The answer of any status.
  Result<probe::Answer> set_days(probe::Scene& scene, int days, std::string const& more = {}) const;
  Result<> make(probe::Scene& scene, int days) const;
  /// A new person with one record here.
  Result<probe::Tenant::Person> person(probe::Scene& scene, std::string const& email) const;
  /// How many records a lookup of this address finds here.
  Result<bool> finds(probe::Scene& scene, std::string const& email) const;
};

/// Sees whether the owner reads the record; `what` says why it should be there.
Result<> must_read(probe::Scene& scene, probe::Tenant::Person const& person, std::string const& what);

/// Asks for the record until it is gone, as long as the cell takes to look at its clock: 20 s at most.
Result<bool> goes(probe::Scene& scene, probe::Tenant::Person const& person);

}  // namespace troth::clauses
