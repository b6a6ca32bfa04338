#pragma once
#include <sys/socket.h>

#include <string>

#include "http/message.h"

namespace troth::net {

/// Who is at the other end of a connection.
struct Peer {
  std::string text;    ///< textual address; "unix" for the unix socket
  std::string source;  ///< what limits count by: an IPv4 address, an IPv6 /64 (one subscriber has 2^64 addresses),
                       ///< empty for unix
  http::Origin origin = http::Origin::remote;
};

/// An IPv4 address mapped into IPv6 is that IPv4 address.
Peer peer_of(sockaddr const* address, socklen_t size);

}  // namespace troth::net
