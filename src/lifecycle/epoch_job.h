#pragma once
#include "lifecycle/job.h"

namespace troth::lifecycle {

/// The end of a key epoch as a job: opening the next, re-wrapping every survivor, writing and reading back the key
/// snapshot, destroying the old epoch's key in the seal. conflict while one is under way.
Result<vault::Decision> intend_epoch(vault::Context const&, access::Grant const&, keys::EpochStatus const& now);

/// Key status as JSON: epochs, ages, rows; no key material, no ids of people.
std::string describe_keys(keys::EpochStatus const& status, std::string_view seal_kind, Time now);

}  // namespace troth::lifecycle
