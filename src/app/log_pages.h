#pragma once
#include <optional>

#include "app/log_standing.h"
#include "audit/sealer.h"
#include "http/message.h"

namespace troth::app {

/// The public log pages, which anybody may read and any witness or mirror does: /log/cell and /log/evidence (checkpoint
/// and tiles, C2SP tlog-tiles), /log/policy, /log/status. They show nothing of any tenant: seals are commitments. None
/// for any other target; 404 for what the newest seal has not.
std::optional<http::Response> log_page(std::string_view target, store::Store& store, audit::Sealer const& sealer,
                                       LogStanding const& standing);

}  // namespace troth::app
