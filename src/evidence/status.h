#pragma once
#include "evidence/board.h"

namespace troth::evidence {

/// What is judged of one clause: its newest verdict and attestation, if there are any.
struct Case {
  catalogue::Clause const& clause;
  std::optional<Latest> latest;
  std::optional<Attestation> attestation;
};

/// Whether the cell runs with a weaker value than is promised, or with one that it does not know. A parameter that no
/// part of the cell has is kept by people and never broken here.
bool breaks(Running const& running, catalogue::Parameter const& parameter, catalogue::Promises const& promises);

/// The status of one clause as of `now`, from times and digests alone. Never pass without evidence, with expired
/// evidence, or with evidence of another cell, build, configuration, TOM version or wording; never pass with a promise
/// that the running cell does not keep, or in other words than the document in force has. A failed test stays red until
/// one passes, however old it is: a new build or a new wording does not wash it off.
ClauseView judge(Case subject, Running const& running, InForce const& tom, Time now);

}  // namespace troth::evidence
