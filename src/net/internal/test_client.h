#pragma once
// For the tests: a certificate of one run, and a client that sends exactly the bytes it is given.
#include <netinet/in.h>
#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>

namespace troth::net {

struct Identity {
  std::string certificate_pem;
  std::string key_pem;
};
Identity make_identity();

struct ClientTls {
  int least = TLS1_2_VERSION;
  int most = TLS1_3_VERSION;
  std::string ciphers;  ///< of TLS 1.2; empty: the library's
  std::string alpn;     ///< in wire form
};

/// One blocking connection to loopback; gives up after 20 s of silence.
class TestClient {
 public:
  static TestClient tcp(std::uint16_t port);
  static TestClient unix_socket(std::string const& path);
  TestClient(TestClient&& other) noexcept;
  ~TestClient();

  bool start_tls(ClientTls const& how = {});
  std::string version() const { return SSL_get_version(ssl_.get()); }
  std::string alpn() const;

  void send(std::string const& bytes);
  std::string receive_some();  ///< empty: closed
  std::string receive_all();
  std::string receive(bool to_head = false);  ///< one response, by its Content-Length; empty: closed before a head
  void reset();                               ///< closes with RST, as a crashing client does

 private:
  explicit TestClient(int fd) : fd_(fd) {}
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  int fd_;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> ssl_;
  std::string received_;
};

int status_of(std::string const& response);
std::string body_of(std::string const& response);

}  // namespace troth::net
