#pragma once
#include "base/json_writer.h"
#include "trust/tom.h"

namespace troth::trust {

/// `"degradations":[{"clause":…,"what":…}]`, into an open object.
void add_degradations(Json& json, std::vector<Degradation> const& found);

/// GET /v1/cell/tom/versions: each without its text, with what it takes away from the one before; and the internal
/// targets.
Result<vault::Decision> describe_versions(vault::Context const&, access::Grant const&);
/// GET /v1/cell/tom/versions/{version}: with its text.
Result<vault::Decision> describe_version(vault::Context const&, access::Grant const&, std::int64_t number);

/// Internal targets: parameter -> what the cell's people aim at, at least as strict as the promise. Not public.
Result<catalogue::Promises> read_targets(store::Reader& snapshot);
/// PUT /v1/cell/tom/targets. invalid for an unknown parameter, a value beyond its bound (bounds.h), or a target weaker
/// than the promise that holds, or than the strictest of those that are published and yet to come.
Result<vault::Decision> set_targets(vault::Context const&, access::Grant const&, catalogue::Promises const& targets);

/// Refused, with this code, where an internal target is weaker than what the text promises: whoever promises more than
/// they aim at moves the target first. Asked when it is drafted and again when it is published.
Result<> keep_targets(store::Reader& snapshot, TomText const& text, Code refusal);

/// Whether a version may take effect when it says: not in the past nor more than two years ahead (invalid for a new
/// one, conflict for a draft), and later than `base`, the last that is published (conflict).
Result<> check_start(TomVersion const& version, std::optional<TomVersion> const& base, Time now);

}  // namespace troth::trust
