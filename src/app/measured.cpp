#include "app/measured.h"

#include "access/token.h"
#include "app/row.h"
#include "app/tally.h"
#include "crypto/file_digest.h"
#include "evidence/shown_mutants.h"
#include "keys/arena.h"
#include "trust/tom_text.h"
#include "vault/discovery.h"

namespace troth::app {
namespace {

template <class Unit>
std::int64_t in(Duration duration) {
  return std::chrono::duration_cast<Unit>(duration).count();
}

/// The largest chunk of an import that a route takes, in whole MiB.
std::int64_t largest_chunk() {
  std::size_t bytes = 0;
  for (auto const& row : import_rows()) bytes = std::max(bytes, row.route.body_limit);
  return static_cast<std::int64_t>((bytes + (1u << 20) - 1) >> 20);
}

/// Every value that a parameter of the catalogue may name, from where the code has it.
catalogue::Promises values_of(ServeOptions const& options) {
  return {{"log.seal_seconds", options.seal_seconds},
          {"log.refusals_single_per_minute", Tally::kRefusalsLoggedSingly},
          {"tls.floor", net::kTlsFloor},
          {"token.days_max", in<std::chrono::days>(access::kLongestToken)},
          {"first_admin.minutes", in<std::chrono::minutes>(kFirstAdminLife)},
          {"epoch.hours", in<std::chrono::hours>(kEpochLength)},
          {"grant.seconds", in<std::chrono::seconds>(access::Grant::kLife)},
          {"discovery.hours", in<std::chrono::hours>(vault::kDiscoveryEvery)},
          {"keys.cached_seconds", in<std::chrono::seconds>(keys::Arena::kLife)},
          {"import.chunk_bytes_max", largest_chunk()}};
}

/// What an operator can set, in one order. Salted, so that the digest tells nobody what it is of.
Result<merkle::Hash> config_digest(ServeOptions const& options, Identity const& identity, ByteView salt) {
  auto policy = read_file(options.data / "policy", 256u << 10);
  if (!policy && policy.error().code != Code::gone) return std::move(policy).error();
  std::string text = "troth-config/v1\n";
  for (auto const& line : {"cell " + identity.cell.name, "region " + identity.cell.region, "log " + identity.log_name,
                           std::string("seal ") + (identity.demo ? "inside" : "apart"),
                           std::string("store ") + (identity.store.empty() ? "file" : "postgresql"),
                           std::string("keys ") + (identity.keys.empty()        ? "file"
                                                   : identity.keys_same_cluster ? "postgresql beside"
                                                                                : "postgresql apart"),
                           "address " + options.address, "port " + std::to_string(options.port),
                           "seal-seconds " + std::to_string(options.seal_seconds),
                           "policy " + (policy ? hex(crypto::sha256(as_bytes(*policy))) : std::string("none"))})
    text += line + "\n";
  return crypto::hmac_sha256(salt, as_bytes(text));
}

/// The manifest beside the program. Pairs count only if it is of this very build; a file that cannot be read as one is
/// as good as none, and the statuses say so.
Result<> read_manifest(evidence::Running& running) {
  std::error_code error;
  auto const program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return fail(Code::unavailable, "the running program cannot be found", "/proc/self/exe");
  auto const note = read_file(program.parent_path() / "troth.manifest", 1u << 20);
  if (!note) return {};
  auto const read = merkle::read_manifest(*note);
  if (!read || read->manifest.build != running.build) return {};
  running.manifest = read->signed_by;
  running.manifest_hash = hex(crypto::sha256(as_bytes(*note)));
  running.mutants = evidence::shown_mutants(read->manifest, running.probe);
  return {};
}

}  // namespace

Result<std::optional<evidence::InForce>> tom_in_force(store::Reader& snapshot, Time now) {
  TROTH_TRY(auto version, trust::effective(snapshot, now));
  if (!version) return std::optional<evidence::InForce>();
  evidence::InForce out{version->number, version->hash, version->promises, {}};
  for (auto const& clause : version->parsed->clauses)
    out.clauses.emplace(clause.id, crypto::sha256(as_bytes(clause.canonical)));
  return std::optional(std::move(out));
}

Result<Measured> Measured::take(ServeOptions const& options, Identity const& identity, audit::Sealer const& sealer,
                                store::Reader& snapshot, Random& random) {
  Measured out;
  TROTH_TRY(out.salt, evidence::CellFacts::salt(snapshot, random));
  TROTH_TRY(out.running.build, crypto::own_digest());
  TROTH_TRY(out.running.config, config_digest(options, identity, out.salt));
  out.running.origin = sealer.verifiers().at(audit::Sealer::kEpochsAhead).name();  // the first of the evidence log
  out.running.values = values_of(options);
  out.running.version = tom_in_force;
  TROTH_TRY(read_manifest(out.running));
  return out;
}

}  // namespace troth::app
