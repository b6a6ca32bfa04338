#pragma once
#include <string>

#include "probe/scene.h"

namespace troth::clauses {

/// A token of a further principal of the probe's tenant, which may look at the tenant and no more.
struct Issued {
  probe::Caller caller;
  std::string token;      ///< as it was shown
  std::string id, event;  ///< of the token; of its making

  /// Its fourth part, the secret one: in its text, and as bytes (docs/formats/token.md).
  std::string secret_text() const;
  std::string secret_bytes() const;
};
std::string issue_body(std::string const& name, int days);
Result<Issued> issue(probe::Scene& scene, std::string const& name, int days, probe::Headers const& headers = {});

/// Looks for the token and its secret in every file of the data folder, in any spelling; its id, kept in clear, is the
/// control.
Result<> search_files(probe::Scene& scene, Issued const& issued);

}  // namespace troth::clauses
