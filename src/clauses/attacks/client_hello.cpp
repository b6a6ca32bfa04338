#include "clauses/attacks/client_hello.h"

#include "base/bytes.h"

// record      = type u8 (22 handshake, 21 alert) | version u16 | length u16 | fragment
// handshake   = type u8 (1 client hello, 2 server hello) | length u24 | body
// client body = version u16 | random 32 | session id <u8> | suites <u16> | compression <u8> | extensions <u16>
// extension   = type u16 | data <u16>

namespace troth::clauses {
namespace {

constexpr std::uint16_t kTls12 = 0x0303, kTls13 = 0x0304;

Bytes sized(Bytes const& content) {
  Bytes out;
  append_be(out, static_cast<std::uint16_t>(content.size()));
  append(out, content);
  return out;
}

Bytes numbers(std::vector<std::uint16_t> const& values) {
  Bytes out;
  for (auto value : values) append_be(out, value);
  return out;
}

void add_extension(Bytes& out, std::uint16_t type, Bytes const& data) {
  append_be(out, type);
  append(out, sized(data));
}

/// RFC 8446 sections 4.2.7, 4.2.3, 4.2.1 and 4.2.8; RFC 8422 section 5.1.2 for the point formats.
Bytes extensions(std::uint16_t version, ByteView key_share) {
  Bytes out;
  add_extension(out, 10, sized(numbers({0x001d, 0x0017, 0x0018})));  // X25519, P-256, P-384
  add_extension(out, 11, {1, 0});
  if (version >= kTls12)
    add_extension(out, 13, sized(numbers({0x0403, 0x0503, 0x0804, 0x0805, 0x0807, 0x0401, 0x0501, 0x0201, 0x0203})));
  if (version < kTls13) return out;
  add_extension(out, 43, {2, 0x03, 0x04});
  Bytes share = numbers({0x001d, 32});
  append(share, key_share);
  add_extension(out, 51, sized(share));
  return out;
}

}  // namespace

std::string client_hello(ClientHello const& hello, std::string_view random) {
  ByteView const noise = as_bytes(random);
  Bytes body = numbers({std::min(hello.version, kTls12)});
  append(body, noise.first(32));
  body.push_back(0);  // no session
  append(body, sized(numbers(hello.suites)));
  append(body, Bytes{1, 0});  // no compression
  if (hello.version > 0x0300) append(body, sized(extensions(hello.version, noise.subspan(32, 32))));

  Bytes message{1, 0};
  append(message, sized(body));
  Bytes record{22};
  append_be(record, std::min<std::uint16_t>(hello.version, 0x0301));
  append(record, sized(message));
  return std::string(as_text(record));
}

Reply kind_of(std::string_view answer) {
  if (answer.empty()) return Reply::closed;
  if (answer.size() >= 5 && answer[0] == 21) return Reply::alert;
  if (answer.size() >= 6 && answer[0] == 22 && answer[5] == 2) return Reply::server_hello;
  return Reply::other;
}

std::string_view name(Reply reply) {
  switch (reply) {
    case Reply::closed:
      return "the connection is closed";
    case Reply::alert:
      return "an alert";
    case Reply::server_hello:
      return "a ServerHello";
    case Reply::other:
      return "something else";
  }
  return "";
}

}  // namespace troth::clauses
