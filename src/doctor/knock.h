#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "doctor/sockets.h"

namespace troth::doctor {

/// Sends these bytes to a door of this machine, as they are, and gives the first that come back, at most 4 KiB; an
/// empty text if the other side hangs up or says nothing for two seconds. unavailable if nobody opens.
Result<std::string> knock(Door const& door, std::string_view bytes);

/// The beginning of a TLS handshake that offers this version (0x0301 is 1.0, 0x0303 is 1.2) and none above.
std::string client_hello(unsigned version);

}  // namespace troth::doctor
