#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doctor/patient.h"

namespace troth::doctor {

/// must: the cell ought not to run without it. should: a good host has it. info: worth knowing.
enum class Level { must, should, info };
/// What cannot be told is never counted as held.
enum class Outcome { held, not_held, cannot_tell };
std::string_view name(Level level);
std::string_view name(Outcome outcome);

/// What a check found. `seen` tells of paths, numbers and names, never of a value that could be a secret.
struct Finding {
  Outcome outcome;
  std::string seen;
  std::string mend = {};            ///< where the check's own sentence is too general
  std::optional<Level> level = {};  ///< where the check weighs less for this patient
};
inline Finding held(std::string seen) { return {Outcome::held, std::move(seen)}; }
inline Finding not_held(std::string seen, std::string mend = {}) {
  return {Outcome::not_held, std::move(seen), std::move(mend)};
}
inline Finding cannot_tell(std::string seen) { return {Outcome::cannot_tell, std::move(seen)}; }
/// cannot tell, for this reason.
Finding cannot_tell(Error const& error);
/// held if `truth`, else not held; either way this was seen.
inline Finding judged(bool truth, std::string seen) {
  return {truth ? Outcome::held : Outcome::not_held, std::move(seen)};
}

/// One rule. It looks, and changes nothing.
struct Check {
  std::string_view id;    ///< small letters and hyphens; it stays as it is, since scripts name it
  std::string_view what;  ///< what holds, as a sentence
  std::string_view why;   ///< why it matters, in one sentence
  std::string_view mend;  ///< the next step if it does not hold
  Level level;
  Finding (*look)(Patient const& patient);
};
struct Topic {
  std::string_view name;
  std::span<Check const> checks;
};
std::span<Topic const> topics();

/// What one check gave, with what holds for it here.
struct Reading {
  std::string_view topic;
  Check const* check;
  Level level;
  Finding finding;
  std::string mend;  ///< empty if it held
};
std::vector<Reading> examine(Patient const& patient);

/// How many of a level and outcome there are.
std::size_t count(std::span<Reading const> readings, Level level, Outcome outcome);

}  // namespace troth::doctor
