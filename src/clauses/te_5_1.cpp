// TE-5.1 Encryption in transit: nothing but TLS 1.2 and 1.3 with forward secrecy and authenticated encryption.
#include "clauses/attacks/again.h"
#include "clauses/attacks/client_hello.h"
#include "probe/wire.h"

namespace troth::clauses {
namespace {

using probe::Scene;

struct Handshake {
  std::string_view what;
  bool legal;
  ClientHello hello;
};

/// ECDHE-ECDSA and ECDHE-RSA with AES-128 and AES-256 in CBC, and RSA with AES-128-CBC: all that TLS 1.0 and 1.1 have
/// at best.
std::vector<std::uint16_t> const kCbc = {0xc009, 0xc00a, 0xc013, 0xc014, 0x002f};
std::vector<std::uint16_t> const kGcm = {0xc02b, 0xc02c, 0xc02f, 0xc030};

std::vector<Handshake> handshakes() {
  return {
      {"SSL 3", false, {0x0300, {0x002f, 0x0035, 0x000a, 0x0005}}},
      {"TLS 1.0", false, {0x0301, kCbc}},
      {"TLS 1.1", false, {0x0302, kCbc}},
      {"TLS 1.2 with CBC", false, {0x0303, kCbc}},
      {"TLS 1.2 with CBC and SHA-256", false, {0x0303, {0xc023, 0xc024, 0xc027, 0xc028, 0x003c, 0x003d}}},
      {"TLS 1.2 with RC4", false, {0x0303, {0xc007, 0xc011, 0x0005, 0x0004}}},
      {"TLS 1.2 with 3DES", false, {0x0303, {0xc008, 0xc012, 0x0016, 0x000a}}},
      {"TLS 1.2 without encryption", false, {0x0303, {0xc006, 0xc010, 0x003b, 0x0002, 0x0001}}},
      {"TLS 1.2 with export ciphers", false, {0x0303, {0x0003, 0x0006, 0x0008, 0x0014}}},
      {"TLS 1.2 without authentication", false, {0x0303, {0xc018, 0xc019, 0x0034, 0x00a6, 0x00a7}}},
      {"TLS 1.2 without forward secrecy", false, {0x0303, {0x009c, 0x009d, 0x002f, 0x0035}}},
      {"TLS 1.2 with ECDHE and AES-GCM", true, {0x0303, kGcm}},
      {"TLS 1.2 with ECDHE and ChaCha20-Poly1305", true, {0x0303, {0xcca9, 0xcca8}}},
      {"TLS 1.3", true, {0x0304, {0x1301, 0x1302, 0x1303}}},
  };
}

Result<> shake_hands(Scene& scene) {
  for (auto const& [what, legal, hello] : handshakes()) {
    auto const random = scene.random().bytes<64>();
    TROTH_TRY(std::string answer, probe::exchange(scene.host(), scene.port(), client_hello(hello, as_text(random)), 5));
    Reply const reply = kind_of(answer);
    bool const refused = reply == Reply::alert || reply == Reply::closed;
    scene.saw(legal ? reply == Reply::server_hello : refused,
              (legal ? "control: " : "") + std::string(what) + " is answered with " + std::string(name(reply)));
  }
  return {};
}

/// Who asks in clear must not be served, nor be told anything.
Result<> ask_in_clear(Scene& scene) {
  auto& tenant = scene.tenant();
  std::string const path = tenant.base + "/subjects";
  std::string const requests[] = {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                                  "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"};
  for (auto const& request : requests) {
    TROTH_TRY(std::string answer, probe::exchange(scene.host(), scene.port(), request, 5));
    scene.saw(answer.find("HTTP/") == std::string::npos && answer.find('{') == std::string::npos,
              "HTTP in clear (" + request.substr(0, request.find(' ')) + ") is given no answer of HTTP, but " +
                  std::string(name(kind_of(answer))));
  }
  return {};
}

Result<> ask_in_tls(Scene& scene) {
  TROTH_TRY(probe::Answer page, scene.stranger().get("/"));
  scene.saw_status(page, 200, "control: the public page over TLS, with the certificate checked");
  auto const header = page.headers.find("strict-transport-security");
  scene.saw(header != page.headers.end() && header->second.find("max-age=") != std::string::npos,
            "browsers are told to use TLS only (Strict-Transport-Security)");
  return {};
}

Result<> run(Scene& scene) {
  TROTH_TRY(shake_hands(scene));
  TROTH_TRY(ask_in_clear(scene));
  return ask_in_tls(scene);
}

constexpr std::string_view kMutants[] = {"tls-1.1-allowed", "tls-cbc-allowed"};

}  // namespace

extern probe::Probe const te_5_1;
probe::Probe const te_5_1{
    .clause = "TE-5.1",
    .sentence =
        "The service speaks {tls.floor} or newer on every network connection it accepts, with forward "
        "secrecy and authenticated ciphers only. Any other offer ends before a request is read.",
    .hypothesis =
        "The cell's port still speaks a version of TLS, or a cipher, that can be read or forged, or HTTP in clear.",
    .attack =
        "ClientHellos made by hand: SSL 3, TLS 1.0, TLS 1.1, and TLS 1.2 that offers only CBC, RC4, 3DES, no "
        "encryption, export ciphers, no authentication or no forward secrecy. Then HTTP in clear on the same port.",
    .oracle = "The first bytes that come back: an alert, the end of the connection, or a ServerHello.",
    .passes =
        "None of the 11 weak offers gets a ServerHello and HTTP in clear gets no content, while TLS 1.2 with ECDHE and "
        "AES-GCM or ChaCha20-Poly1305 and TLS 1.3 are accepted.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenant};

}  // namespace troth::clauses
