#include "net/internal/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstring>

namespace troth::net {
namespace {

Peer from_v4(in_addr const& address) {
  std::array<char, INET_ADDRSTRLEN> text = {};
  inet_ntop(AF_INET, &address, text.data(), text.size());
  bool const loopback = ntohl(address.s_addr) >> 24 == 127;  // 127.0.0.0/8
  return {text.data(), text.data(), loopback ? http::Origin::loopback : http::Origin::remote};
}

Peer from_v6(in6_addr const& address) {
  if (IN6_IS_ADDR_V4MAPPED(&address)) {
    in_addr v4 = {};
    std::memcpy(&v4, address.s6_addr + 12, sizeof v4);
    return from_v4(v4);
  }
  std::array<char, INET6_ADDRSTRLEN> text = {};
  inet_ntop(AF_INET6, &address, text.data(), text.size());
  std::string network = "/64 ";
  network.append(reinterpret_cast<char const*>(address.s6_addr), 8);
  return {text.data(), network, IN6_IS_ADDR_LOOPBACK(&address) ? http::Origin::loopback : http::Origin::remote};
}

}  // namespace

Peer peer_of(sockaddr const* address, socklen_t size) {
  if (size >= sizeof(sockaddr_in) && address->sa_family == AF_INET) {
    sockaddr_in v4 = {};
    std::memcpy(&v4, address, sizeof v4);
    return from_v4(v4.sin_addr);
  }
  if (size >= sizeof(sockaddr_in6) && address->sa_family == AF_INET6) {
    sockaddr_in6 v6 = {};
    std::memcpy(&v6, address, sizeof v6);
    return from_v6(v6.sin6_addr);
  }
  if (size >= sizeof(sa_family_t) && address->sa_family == AF_UNIX) return {"unix", {}, http::Origin::socket};
  return {"unknown", "unknown", http::Origin::remote};
}

}  // namespace troth::net
