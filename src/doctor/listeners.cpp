#include "doctor/checks.h"
#include "doctor/knock.h"
#include "doctor/system.h"

// The doors of the cell are those that were declared, and none speaks in clear.

namespace troth::doctor {
namespace {

template <class Judge>
Finding of(Patient const& patient, Judge judge) {
  return patient.sockets ? judge(*patient.sockets) : cannot_tell(patient.sockets.error());
}

std::vector<std::string> all(std::vector<Door> const& doors) {
  std::vector<std::string> out;
  for (auto const& door : doors) out.push_back(shown(door));
  return out;
}

bool is(Door const& door, Door const& declared) {
  return !door.datagram && door.address == declared.address && (declared.port == 0 || door.port == declared.port);
}

Finding declared_doors(Patient const& patient) {
  return of(patient, [&](Sockets const& sockets) {
    auto const declared = declared_door(patient);
    if (!declared) return cannot_tell("its command line cannot be read");
    std::string const seen = sockets.doors.empty() ? "none" : listed(all(sockets.doors));
    if (sockets.doors.size() == 1 && is(sockets.doors.front(), *declared)) return held(seen);
    return not_held(seen + "; declared is " + shown(*declared));
  });
}

Finding declared_paths(Patient const& patient) {
  return of(patient, [](Sockets const& sockets) {
    std::vector<std::string> other;
    for (auto const& path : sockets.paths)
      if (path != "admin.sock" && !path.ends_with("/admin.sock")) other.push_back(path);
    if (!other.empty()) return not_held(listed(other));
    return judged(sockets.paths.size() == 1, sockets.paths.empty() ? "none" : listed(sockets.paths));
  });
}

/// Some servers say 400 in clear on a port of TLS, and nothing else.
bool obeys(std::string_view answer) { return answer.starts_with("HTTP/") && answer.substr(8, 4) != " 400"; }

Finding no_clear_text(Patient const& patient) {
  return of(patient, [](Sockets const& sockets) {
    std::vector<std::string> clear;
    std::size_t asked = 0;
    for (auto const& door : sockets.doors) {
      if (door.datagram) continue;
      auto const answer = knock(door, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      if (!answer) return cannot_tell(answer.error());
      if (obeys(*answer)) clear.push_back(shown(door));
      ++asked;
    }
    if (asked == 0) return cannot_tell("it listens on no port");
    if (!clear.empty()) return not_held(listed(clear) + " speaks HTTP in clear");
    return held(std::to_string(asked) + " asked in clear, none obeys");
  });
}

Finding reach(Patient const& patient) {
  return of(patient, [](Sockets const& sockets) {
    std::vector<std::string> wide;
    for (auto const& door : sockets.doors)
      if (!is_loopback(door.address)) wide.push_back(shown(door));
    return judged(wide.empty(), wide.empty() ? "this machine only" : listed(wide));
  });
}

constexpr Check kChecks[] = {
    {"ports-as-declared", "The server listens where it was told to, and nowhere else.",
     "A port that nobody declared is one that nobody watches.", "look what opened it, and restart the server",
     Level::must, declared_doors},
    {"sockets-as-declared", "Of sockets in the file system it has admin.sock alone.",
     "Each is another door into the process.", "look what opened it, and restart the server", Level::must,
     declared_paths},
    {"no-clear-text", "No port of the server answers in clear.",
     "What goes in clear can be read and changed on the way.", "put nothing before the cell that ends TLS on this port",
     Level::must, no_clear_text},
    {"loopback-only", "The server can be reached from this machine only.",
     "Where others are to reach it, a firewall should say who.", "--listen 127.0.0.1:PORT if nobody else needs it",
     Level::info, reach},
};

}  // namespace

std::optional<Door> declared_door(Patient const& patient) {
  auto const arguments = parts(patient, "cmdline");
  if (!arguments || arguments->empty()) return std::nullopt;
  Door out{"127.0.0.1", 0, false};  // a twin and a demo take a free port
  std::string listen;
  for (std::size_t i = 1; i < arguments->size(); ++i) {
    std::string const& one = (*arguments)[i];
    if (one == "serve" && out.port == 0) out.port = 8443;
    if (one == "--listen" && i + 1 < arguments->size()) listen = (*arguments)[i + 1];
    if (one.starts_with("--listen=")) listen = one.substr(9);
  }
  auto const colon = listen.rfind(':');
  if (colon == std::string::npos) return out;
  auto const port = number(std::string_view(listen).substr(colon + 1));
  if (!port || *port > 0xffff) return std::nullopt;
  out.address = listen.substr(0, colon);
  if (out.address.starts_with('[') && out.address.ends_with(']'))
    out.address = out.address.substr(1, out.address.size() - 2);
  out.port = static_cast<std::uint16_t>(*port);
  return out;
}

std::span<Check const> listener_checks() { return kChecks; }

}  // namespace troth::doctor
