#include "foreground.h"

#include <csignal>
#include <ctime>

namespace troth::cli {
namespace {

sigset_t ending_signals() {
  sigset_t out;
  sigemptyset(&out);
  sigaddset(&out, SIGTERM);
  sigaddset(&out, SIGINT);
  return out;
}

}  // namespace

Result<Endpoint> Endpoint::parse(std::string const& listen) {
  Endpoint out;
  auto const colon = listen.rfind(':');
  if (colon == std::string::npos) return fail(Code::invalid, "--listen takes ADDRESS:PORT", listen);
  out.address = listen.substr(0, colon);
  if (out.address.size() > 2 && out.address.front() == '[') out.address = out.address.substr(1, out.address.size() - 2);
  std::string const port = listen.substr(colon + 1);
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != port.npos || std::stoi(port) > 65'535)
    return fail(Code::invalid, "a port is a number up to 65535", listen);
  out.port = static_cast<std::uint16_t>(std::stoi(port));
  return out;
}

std::string Endpoint::url(std::uint16_t bound) const {
  bool const v6 = address.find(':') != std::string::npos;
  return std::string("https://") + (v6 ? "[" : "") + address + (v6 ? "]" : "") + ":" + std::to_string(bound);
}

void hold_signals() {
  sigset_t const ends = ending_signals();
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
}

bool asked_to_end() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1;
}

Result<> serve_until_signal(std::function<Result<>()> const& healthy) {
  sigset_t const ends = ending_signals();
  timespec const second{1, 0};
  while (sigtimedwait(&ends, nullptr, &second) <= 0) TROTH_TRY(healthy());
  return {};
}

}  // namespace troth::cli
