#pragma once
#include <string>

#include "base/result.h"
#include "client/client.h"

namespace troth::client {

/// A checked Target.
struct Origin {
  std::string base;    ///< "https://host:port", or "http://localhost" over a socket
  std::string socket;  ///< path, or empty
  std::string ca;      ///< path, or empty
  std::string const& shown() const { return socket.empty() ? base : socket; }
};

Result<Origin> parse_origin(Target const& target);

}  // namespace troth::client
