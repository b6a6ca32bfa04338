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
};

}  // namespace troth::probe
