#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"

namespace troth::cli {

/// Where a server listens: "ADDRESS:PORT" or "[v6]:PORT".
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;

  static Result<Endpoint> parse(std::string const& listen);
  /// "https://[::1]:8443", with the port it got.
  std::string url(std::uint16_t bound) const;
};

/// Before any thread exists, so that every thread inherits the mask and only serve_until_signal sees SIGTERM and
/// SIGINT.
void hold_signals();
/// Whether one of them is waiting to be seen.
bool asked_to_end();
/// Waits for one of them; ends earlier with the error when `healthy` says one.
Result<> serve_until_signal(std::function<Result<>()> const& healthy);

}  // namespace troth::cli
