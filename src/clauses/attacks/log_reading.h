#pragma once
#include <string>
#include <vector>

#include "merkle/checkpoint.h"
#include "merkle/tile.h"
#include "probe/scene.h"

namespace troth::clauses {

/// Somebody of the probe's tenant, with the id under which the log knows them.
struct Named {
  probe::Caller caller;
  std::string principal;
};
Result<Named> named(probe::Scene& scene, std::string const& name, std::vector<std::string> const& permissions);

struct Told {
  std::string event, type;
};
/// What the log says that this principal did, oldest first; `more` narrows the search, such as "&type=request.refused".
/// Finds at most 500.
Result<std::vector<Told>> told_of(probe::Tenant& tenant, std::string const& principal, std::string const& more = {});

/// Waits until the log's newest seal covers the event, and gives the answer of its proof; 20 s at most.
Result<probe::Answer> proof_of(probe::Tenant& tenant, std::string const& event);

/// The newest head of the tenant's log. Its signature is not looked at: that is the verifiers' business.
Result<merkle::Checkpoint> head_of(probe::Tenant& tenant);
/// Entries of the tenant's log as outsiders fetch them, one bundle (docs/formats/log.md).
Result<std::vector<Bytes>> entries_of(probe::Tenant& tenant, merkle::TileId bundle);
/// The newest sealed ones: the bundle at the end of the log, and the one before.
Result<std::vector<Bytes>> newest_entries(probe::Tenant& tenant);
/// The entries under the head, of a log with at most 256.
Result<std::vector<Bytes>> entries_under(probe::Tenant& tenant, merkle::Checkpoint const& head);
/// Whether the log that is served now has under this head the entries that it was made of: fetched and hashed here.
/// Entries that the cell does not give stand under nothing.
bool stands_under(probe::Tenant& tenant, merkle::Checkpoint const& head);

}  // namespace troth::clauses
