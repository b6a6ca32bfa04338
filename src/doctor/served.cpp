#include "doctor/served.h"

#include "client/client.h"
#include "doctor/patient.h"
#include "doctor/system.h"

namespace troth::doctor {
namespace {

constexpr unsigned kSeconds = 5;
constexpr char const* kPages[] = {"/", "/trust", "/healthz", "/style.css", "/no-such-page", "/v1/cell/keys"};
/// Where other servers, and the tools around them, show their inside.
constexpr char const* kDebugs[] = {"/debug",         "/debug/pprof", "/debug/vars",   "/metrics",     "/status",
                                   "/server-status", "/actuator",    "/actuator/env", "/env",         "/config",
                                   "/.env",          "/.git/config", "/console",      "/phpinfo.php", "/v1/debug"};

Result<std::vector<Page>> pages(client::Client& client, std::span<char const* const> paths) {
  std::vector<Page> out;
  for (auto const* path : paths) {
    http::Request request;
    request.method = http::Method::get;
    request.target = path;
    TROTH_TRY(auto answer, client.send(request));
    out.push_back({path, std::move(answer)});
  }
  return out;
}

Result<Served> ask_at(client::Target const& target) {
  TROTH_TRY(auto const client, client::connect(target));
  Served out;
  TROTH_TRY(out.pages, pages(*client, kPages));
  TROTH_TRY(out.debugs, pages(*client, kDebugs));
  return out;
}

Result<Served> ask_by_tls(Patient const& patient, std::string const& url) {
  TROTH_TRY(auto out, ask_at({"", url, patient.data / "tls" / "cert.pem", kSeconds}));
  out.by_tls = true;
  out.where = url;
  return out;
}

}  // namespace

std::optional<Door> tls_door(Patient const& patient) {
  if (patient.sockets) {
    for (auto const& door : patient.sockets->doors)
      if (!door.datagram) return door;
    return std::nullopt;
  }
  return declared_door(patient);
}

// A certificate of the operator's own may not name loopback; then the socket tells all but what TLS alone has.
Result<Served> ask(Patient const& patient) {
  if (patient.server == 0) return fail(Code::gone, "the cell is not being served, or its process cannot be seen");
  std::string why = "its port cannot be told";
  if (auto door = tls_door(patient)) {
    if (door->address == "0.0.0.0") door->address = "127.0.0.1";
    if (door->address == "::") door->address = "::1";
    auto by_tls = ask_by_tls(patient, "https://" + shown(*door));
    if (by_tls) return by_tls;
    why = by_tls.error().detail.empty() ? std::string(by_tls.error().message) : by_tls.error().detail;
  }
  TROTH_TRY(auto out, ask_at({patient.data / "admin.sock", "", "", kSeconds}));
  out.where = "admin.sock";
  out.why_not_tls = why;
  return out;
}

}  // namespace troth::doctor
