#pragma once
#include <optional>

#include "app/row.h"

namespace troth::app {

/// Two public pages that anybody may read: /trust/bundle, what the clauses of this cell rest on in one file
/// (docs/formats/bundle.md), 404 until a verdict has been sealed; /trust-verify.js, the verifier for it. None for any
/// other target.
std::optional<http::Response> bundle_page(std::string_view target, store::Store& store, Services const& services,
                                          Clock const& clock);

}  // namespace troth::app
