#pragma once
#include <span>

#include "probe/probe.h"

namespace troth::clauses {

/// Every clause that has a file in this folder, by name of the file. The list is made by the build.
std::span<probe::Probe const* const> all();
/// The probe of a catalogue id, or null.
probe::Probe const* find(std::string_view clause);

}  // namespace troth::clauses
