#pragma once
#include <functional>

#include "crypto/hash.h"
#include "probe/scene.h"

namespace troth::probe {

/// In how many rows of the cell's databases these bytes stand.
using RowSearch = std::function<Result<std::size_t>(std::string_view needle)>;

/// Everything a scene is made of. The runner fills it; a clause never sees it.
struct Scene::Wiring {
  std::array<Caller*, 5> callers() {
    return {&tenant.owner, &tenant.reader, &neighbour.owner, &neighbour.reader, &stranger};
  }

  Place place = Place::live;
  Tenant tenant, neighbour;
  Caller stranger;
  std::filesystem::path data = {};  ///< empty: this run may not see files
  std::filesystem::path seal = {};  ///< left out of every search, wherever it lies
  Twin* twin = nullptr;             ///< only where `place` is twin
  crypto::Digest seed{};            ///< of the canaries: H(newest shown checkpoint | clause)
  std::chrono::steady_clock::time_point until =
      std::chrono::steady_clock::time_point::max();  ///< nobody is asked after
  bool customer = false;                             ///< its own tenant, and nothing of the cell's
  std::shared_ptr<Traces> traces = {};               ///< of what is to be cleared away; null: nothing is
  RowSearch rows = {};                               ///< for a cell whose rows lie in a database elsewhere
  // What grows while the probe runs.
  std::string host = {};
  std::uint16_t port = 0;
  std::array<std::uint8_t, 16> salt{};  ///< of this run, so that two runs under one checkpoint differ
  std::uint64_t canaries = 0, principals = 0;
  SystemRandom random = {};
  std::vector<Observation> seen = {};
};

}  // namespace troth::probe
