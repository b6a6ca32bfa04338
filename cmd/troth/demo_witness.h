#pragma once
#include "demo_api.h"
#include "witness_server.h"

namespace troth::cli {

/// A witness beside the demo's cell, in the demo's own process. It shows how cosigning works and no more than that: on
/// one host it excludes no rollback that the operator wants, and the level says so.
class DemoWitness {
 public:
  /// Makes it in DATA/demo-witness, lets it answer on loopback and names it in DATA/policy, which the cell reads when
  /// it starts; DATA/witness-ca.pem is its certificate.
  static Result<std::unique_ptr<DemoWitness>> start(std::filesystem::path const& data);
  /// It cosigns for the cell's log from now on, in this epoch and the next two.
  Result<> trust_cell(Api& api);

 private:
  DemoWitness() = default;
  WitnessServer server_;
};

}  // namespace troth::cli
