#pragma once
#include <chrono>
#include <initializer_list>
#include <span>
#include <string_view>

#include "base/result.h"

namespace troth::probe {

class Scene;

/// Where a probe may attack: the served cell itself, or only a twin of it (a disposable cell of the same binary),
/// because it kills, damages or moves the clock.
enum class Place : std::uint8_t { live, twin };
/// "live" or "twin", as evidence has it.
constexpr std::string_view name(Place place) { return place == Place::live ? "live" : "twin"; }

/// What a probe takes beside the token of one tenant's owner; all of it unless it says so.
struct Needs {
  bool neighbour = true;           ///< a second tenant
  bool files = true;               ///< the data folder of the cell
  bool reader = true;              ///< somebody who reads the tenant's log
  std::string_view left_out = {};  ///< what it does not do without files
};
/// Fit for a customer, who has a tenant and no more; the second if somebody reads its log.
inline constexpr Needs kOwnTenant{false, false, false};
inline constexpr Needs kOwnTenantAndLog{false, false, true};

/// A clause as its one file has it: what is promised, how it is attacked, what must be seen. All texts are for people
/// and English; `sentence` is that of the catalogue, word by word, and a test holds it.
struct Probe {
  std::string_view clause;                    ///< catalogue id
  std::string_view sentence;                  ///< with its {parameters}
  std::string_view hypothesis;                ///< what would be true if the promise were empty
  std::string_view attack;                    ///< what is done
  std::string_view oracle;                    ///< what must be observed, and where
  std::string_view passes;                    ///< what counts as a pass, with numbers
  std::chrono::minutes window;                ///< how long evidence counts
  Place place;                                ///< `live` runs on both
  std::span<std::string_view const> mutants;  ///< planted bugs that must turn it red; never empty
  /// Attacks, and tells the scene each thing it saw. An error is a failed probe, never a skipped one.
  Result<> (*run)(Scene& scene);
  Needs needs = {};
};

}  // namespace troth::probe
