#pragma once
#include <optional>

#include "demo_setup.h"
#include "probe/process.h"

namespace troth::cli {

/// What customers see of the demo's cell: the document published, its clauses attacked, the evidence on the trust
/// pages.
struct DemoTrust {
  std::int64_t version = 0;                   ///< of the TOM document
  std::size_t clauses = 0;                    ///< of the two source documents
  std::map<std::string, std::size_t> counts;  ///< status -> clauses
  bool attacked = false;                      ///< every probe ran and passed
};

/// Makes the people who publish and the one who probes, publishes the document (what is not covered accepted by name),
/// runs every probe, here or on a twin, and reads the statuses as any reader of the files would.
Result<DemoTrust> show_trust(Api& api, DemoTenant const& tenant, std::filesystem::path const& data, std::ostream& out);

/// `troth probe schedule` beside the demo's server, until this ends: each clause is attacked again before its evidence
/// expires.
Result<probe::Process> keep_probing(std::filesystem::path const& data);

}  // namespace troth::cli
