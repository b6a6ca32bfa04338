#include "runner/stages.h"

#include "probe/twin_tenants.h"

namespace troth::runner {

Prepare on_a_twin(probe::Probe const& probe, probe::Twin::Options options, crypto::Digest checkpoint) {
  return [clause = probe.clause, options = std::move(options), checkpoint]() -> Result<Stage> {
    TROTH_TRY(auto twin, probe::Twin::start(options));
    TROTH_TRY(auto tenant, probe::new_tenant(*twin));
    TROTH_TRY(auto neighbour, probe::new_tenant(*twin));
    probe::Scene::Wiring wiring{probe::Place::twin,
                                std::move(tenant),
                                std::move(neighbour),
                                probe::Caller(twin->target(), std::nullopt),
                                twin->data(),
                                twin->seal(),
                                nullptr,
                                seed_of(checkpoint, clause)};
    return Stage{std::move(wiring), std::move(twin)};
  };
}

}  // namespace troth::runner
