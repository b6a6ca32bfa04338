#pragma once
#include "runner/run.h"

namespace troth::runner {

/// A stage for planted probes: people with nobody to ask. What they ask is refused on the way.
inline Prepare nowhere() {
  return []() -> Result<Stage> {
    client::Target const target{"/nonexistent/admin.sock", "", "", 1};
    auto tenant = [&] {
      return probe::Tenant{"t", "/v1/tenants/t", probe::Caller(target, std::nullopt),
                           probe::Caller(target, std::nullopt)};
    };
    probe::Scene::Wiring wiring{
        probe::Place::live, tenant(), tenant(), probe::Caller(target, std::nullopt), "", "", nullptr, {}};
    return Stage{std::move(wiring), nullptr};
  };
}

inline constexpr std::string_view kMutants[] = {"none-of-ours"};

/// A probe of clause X-1 that does this.
inline probe::Probe planted(Result<> (*run)(probe::Scene&), std::string_view clause = "X-1") {
  return {clause, "", "", "", "", "", std::chrono::minutes(60), probe::Place::live, kMutants, run};
}

}  // namespace troth::runner
