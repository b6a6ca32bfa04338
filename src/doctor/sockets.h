#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace troth::doctor {

/// A socket that takes in what others send.
struct Door {
  std::string address;  ///< "127.0.0.1", "::", as inet_ntop writes it
  std::uint16_t port = 0;
  bool datagram = false;
  bool operator==(Door const&) const = default;
};
bool is_loopback(std::string_view address);
/// "127.0.0.1:8443", "[::1]:8443"
std::string shown(Door const& door);

/// What a process listens on.
struct Sockets {
  std::vector<Door> doors;
  std::vector<std::string> paths;  ///< of unix sockets
};

struct Patient;
/// From the process's open files and its net/tcp, tcp6, udp, udp6, unix. denied if its files are closed to us.
Result<Sockets> sockets_of(Patient const& patient);

/// What `troth serve` was told to listen on; port 0 if it was to take a free one. Nothing without its command line.
std::optional<Door> declared_door(Patient const& patient);

/// A line of net/tcp or net/udp: its local end, state and inode; nothing for its heading or what is none.
struct NetLine {
  Door local;
  unsigned state = 0;
  std::string inode;
};
std::vector<NetLine> parse_net(std::string_view table);

}  // namespace troth::doctor
