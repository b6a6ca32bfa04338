#pragma once
#include <map>

#include "base/clock.h"
#include "crypto/hash.h"
#include "probe/scene.h"

namespace troth::probe {

/// A probe run of a served cell, as its operator or an auditor begins it: two tenants to attack, each with an owner and
/// a reader of its log, and the way to hand in verdicts. Its tokens die with the run, after fifteen minutes at most.
struct Run {
  std::string id;
  Time expires{};
  std::string cell;             ///< origin of its evidence log
  std::string build;            ///< SHA-256 of the serving program, hex
  std::string config;           ///< hex
  std::string tom;              ///< hash, or "rehearsal"
  crypto::Digest checkpoint{};  ///< of its newest shown checkpoint
  std::map<std::string, std::int64_t> promises;
  struct Credentials {
    std::string tenant;
    Secret owner, reader;
  };
  std::vector<Credentials> tenants;  ///< two
};

/// The three requests of a run, as `asks`: a principal of the cell with run_probes.
/// `fresh`: on a new pair of tenants, where the old one cannot be furnished any more.
Result<Run> begin_run(Caller& asks, std::string const& by, bool fresh = false);
/// `evidence`: the JSON body of the route. The number of the entry; invalid if the cell does not take the body (400),
/// unavailable if the same body may be taken a moment later (no answer, 429, 503, or a conflict with another's commit).
/// `at` is the member that was refused, if one was.
Result<std::int64_t> hand_in(Caller& asks, Run const& run, std::string const& evidence);
Result<> end_run(Caller& asks, Run const& run);

/// A tenant of the run, to be asked at `target`; furnished.
Result<Tenant> tenant_of(Run::Credentials const& credentials, client::Target const& target);

}  // namespace troth::probe
