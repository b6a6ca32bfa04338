#pragma once
#include "evidence/board.h"
#include "merkle/manifest.h"

namespace troth::evidence {

/// Of each clause the planted bugs that the manifest shows, if it shows every one that the clause's probe names, each
/// by a verdict of failure: a probe that broke off has proved nothing, and one that was seen to catch some of its bugs
/// may look away at the others. Pairs of bugs that the probe does not name count for nothing.
std::map<std::string, std::vector<std::string>> shown_mutants(merkle::Manifest const& manifest,
                                                              probe::Probe const* (*probe)(std::string_view clause));

}  // namespace troth::evidence
