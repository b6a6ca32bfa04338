#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "doctor/sockets.h"
#include "http/message.h"

namespace troth::doctor {

/// One public page, as anybody gets it.
struct Page {
  std::string path;
  http::Response answer;
};
/// What the cell answers to a stranger, once over TLS and otherwise over its socket.
struct Served {
  std::vector<Page> pages;   ///< those that every cell has
  std::vector<Page> debugs;  ///< the paths at which other servers show their inside
  bool by_tls = false;       ///< these came through TLS, with its certificate verified
  std::string where;         ///< "https://127.0.0.1:8443"
  std::string why_not_tls;
};

struct Patient;
/// Where the cell speaks TLS: the first door of its process, or what its command line says if that is closed to us.
std::optional<Door> tls_door(Patient const& patient);
/// gone if nobody serves it; otherwise what stopped us.
Result<Served> ask(Patient const& patient);

}  // namespace troth::doctor
