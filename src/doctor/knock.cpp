#include "doctor/knock.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"

namespace troth::doctor {
namespace {

constexpr int kPatience = 2'000;  // ms

struct Socket {
  explicit Socket(int value_in) : value(value_in) {}
  Socket(Socket const&) = delete;
  Socket& operator=(Socket const&) = delete;
  ~Socket() {
    if (value >= 0) ::close(value);
  }
  int value;
};

socklen_t address_of(Door const& door, sockaddr_storage& out) {
  auto& v4 = reinterpret_cast<sockaddr_in&>(out);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(out);
  std::string const host = door.address == "0.0.0.0" ? "127.0.0.1" : door.address == "::" ? "::1" : door.address;
  if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(door.port);
    return sizeof v4;
  }
  ::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr);
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(door.port);
  return sizeof v6;
}

bool ready(Socket const& socket, short what) {
  pollfd wait{socket.value, what, 0};
  return ::poll(&wait, 1, kPatience) == 1;
}

bool connected(Socket const& socket, sockaddr_storage const& where, socklen_t size) {
  if (::connect(socket.value, reinterpret_cast<sockaddr const*>(&where), size) == 0) return true;
  int error = 0;
  socklen_t length = sizeof error;
  return errno == EINPROGRESS && ready(socket, POLLOUT) &&
         ::getsockopt(socket.value, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0;
}

void put(Bytes& out, std::initializer_list<unsigned> numbers) {
  for (auto const number : numbers) append_be(out, static_cast<std::uint16_t>(number));
}

}  // namespace

Result<std::string> knock(Door const& door, std::string_view bytes) {
  sockaddr_storage where{};
  auto const size = address_of(door, where);
  Socket const socket(::socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.value < 0 || !connected(socket, where, size))
    return fail(Code::unavailable, "nobody opens there", shown(door));
  if (::send(socket.value, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0)
    return fail(Code::unavailable, "nothing can be sent there", shown(door));
  char block[4096];
  auto const got = ready(socket, POLLIN) ? ::recv(socket.value, block, sizeof block, 0) : 0;
  return std::string(block, got > 0 ? static_cast<std::size_t>(got) : 0);
}

// RFC 5246 section 7.4.1.2, in a record of section 6.2.1. The suites are the common ones of their time, forward secret
// and not, so that an old server would take one.
std::string client_hello(unsigned version) {
  Bytes suites, extensions;
  if (version >= 0x0303) put(suites, {0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8});
  put(suites, {0xc009, 0xc013, 0xc00a, 0xc014, 0x002f, 0x0035, 0x000a});
  put(extensions, {10, 6, 4, 0x001d, 0x0017});                                          // groups: X25519, P-256
  put(extensions, {11, 2, 0x0100});                                                     // points: uncompressed
  if (version >= 0x0303) put(extensions, {13, 10, 8, 0x0403, 0x0804, 0x0401, 0x0503});  // signatures
  Bytes body;
  put(body, {version});
  body.insert(body.end(), 32, 0x5a);  // what should be random; no key comes of it
  body.push_back(0);                  // no session
  put(body, {static_cast<unsigned>(suites.size())});
  append(body, suites);
  put(body, {0x0100, static_cast<unsigned>(extensions.size())});  // no compression
  append(body, extensions);
  Bytes out;
  put(out, {0x1603, 0x0100 | static_cast<unsigned>((body.size() + 4) >> 8)});
  out.push_back(static_cast<std::uint8_t>(body.size() + 4));
  put(out, {0x0100, static_cast<unsigned>(body.size())});
  append(out, body);
  return std::string(as_text(out));
}

}  // namespace troth::doctor
