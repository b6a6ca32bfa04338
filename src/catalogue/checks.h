#pragma once
#include "catalogue/catalogue.h"

namespace troth::catalogue {

/// A clause and where it was read, for refusals.
struct Placed {
  Clause clause;
  std::string place;  ///< "trueengage.toml: clause TE-1.2"
};

/// What one clause needs of the others. invalid: an id twice, an unknown clause in `see`, a {parameter} that is not
/// listed, a listed one that a sentence leaves out or that nobody defines, a gap in a profile's rows.
Result<> check(std::vector<Placed> const& clauses, std::vector<Parameter> const& parameters);

}  // namespace troth::catalogue
