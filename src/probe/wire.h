#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace troth::probe {

/// Sends these bytes over a plain TCP connection, as they are, and gives what comes back until the other side closes,
/// is silent for a quarter of a second after its last byte, or `seconds` are over; at most 64 KiB. Nothing back is an
/// empty text and no error: a peer may hang up. unavailable if no connection came about. For ClientHellos by hand and
/// for plain HTTP on a TLS port.
Result<std::string> exchange(std::string const& host, std::uint16_t port, std::string_view bytes, unsigned seconds = 5);

}  // namespace troth::probe
