#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troth::clauses {

/// A TLS client's first message by hand (RFC 8446 section 4.1.2), also for versions that no library of today speaks.
struct ClientHello {
  std::uint16_t version;              ///< 0x0300 is SSL 3, 0x0301 TLS 1.0, ..., 0x0303 TLS 1.2, 0x0304 TLS 1.3
  std::vector<std::uint16_t> suites;  ///< IANA numbers
};
/// The record as sent; `random` is 64 unpredictable bytes. SSL 3 has no extensions; TLS 1.3 stands in one of them.
std::string client_hello(ClientHello const& hello, std::string_view random);

/// How the other side took it.
enum class Reply : std::uint8_t { closed, alert, server_hello, other };
Reply kind_of(std::string_view answer);
std::string_view name(Reply reply);

}  // namespace troth::clauses
