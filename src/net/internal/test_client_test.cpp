// What test_client.h declares; itself no test.
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "net/internal/test_client.h"

namespace troth::net {
namespace {

std::string take_text(BIO* bio) {
  char* data = nullptr;
  auto const size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

template <class Address>
int connect_to(int family, Address const& address) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  int const fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  timeval const patience = {20, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  int const on = 1;  // without it a request waits 40 ms for the acknowledgement of the handshake's end
  if (family == AF_INET) ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address), 0) << std::strerror(errno);
  return fd;
}

}  // namespace

Identity make_identity() {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  auto* const name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_sign(certificate, key, EVP_sha256());
  BIO* const certificate_bio = BIO_new(BIO_s_mem());
  BIO* const key_bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(certificate_bio, certificate);
  PEM_write_bio_PKCS8PrivateKey(key_bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return {take_text(certificate_bio), take_text(key_bio)};
}

TestClient TestClient::tcp(std::uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return TestClient(connect_to(AF_INET, address));
}

TestClient TestClient::unix_socket(std::string const& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  return TestClient(connect_to(AF_UNIX, address));
}

TestClient::TestClient(TestClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      context_(std::move(other.context_)),
      ssl_(std::move(other.ssl_)),
      received_(std::move(other.received_)) {}

TestClient::~TestClient() {
  if (fd_ >= 0) ::close(fd_);
}

bool TestClient::start_tls(ClientTls const& how) {
  context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_security_level(context_.get(), 0);  // so that a refusal is the server's, not ours
  SSL_CTX_set_min_proto_version(context_.get(), how.least);
  SSL_CTX_set_max_proto_version(context_.get(), how.most);
  if (!how.ciphers.empty()) {
    EXPECT_EQ(SSL_CTX_set_cipher_list(context_.get(), how.ciphers.c_str()), 1);
  }
  SSL_CTX_set_alpn_protos(context_.get(), reinterpret_cast<unsigned char const*>(how.alpn.data()),
                          static_cast<unsigned>(how.alpn.size()));
  ssl_.reset(SSL_new(context_.get()));
  SSL_set_fd(ssl_.get(), fd_);
  return SSL_connect(ssl_.get()) == 1;
}

std::string TestClient::alpn() const {
  unsigned char const* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return std::string(reinterpret_cast<char const*>(name), size);
}

void TestClient::send(std::string const& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    auto const left = bytes.size() - sent;
    auto const wrote = ssl_ ? SSL_write(ssl_.get(), bytes.data() + sent, static_cast<int>(left))
                            : ::send(fd_, bytes.data() + sent, left, MSG_NOSIGNAL);
    if (wrote <= 0) return;  // the server has closed: the test looks at what it answered
    sent += static_cast<std::size_t>(wrote);
  }
}

std::string TestClient::receive_some() {
  std::array<char, 16384> buffer;
  auto const got = ssl_ ? SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()))
                        : ::recv(fd_, buffer.data(), buffer.size(), 0);
  return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : "";
}

std::string TestClient::receive_all() {
  std::string all = std::exchange(received_, "");
  for (std::string more = receive_some(); !more.empty(); more = receive_some()) all += more;
  return all;
}

std::string TestClient::receive(bool to_head) {
  auto const more = [this] {
    auto const some = receive_some();
    received_ += some;
    return !some.empty();
  };
  while (received_.find("\r\n\r\n") == std::string::npos)
    if (!more()) return "";
  auto size = received_.find("\r\n\r\n") + 4;
  auto const length = received_.find("Content-Length: ");
  if (!to_head && length < size) size += std::strtoull(received_.c_str() + length + 16, nullptr, 10);
  while (received_.size() < size)
    if (!more()) return "";
  auto response = received_.substr(0, size);
  received_.erase(0, size);
  return response;
}

void TestClient::reset() {
  linger const hard = {1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  ::close(std::exchange(fd_, -1));
}

int status_of(std::string const& response) {
  return response.starts_with("HTTP/1.1 ") ? std::atoi(response.c_str() + 9) : 0;
}

std::string body_of(std::string const& response) { return response.substr(response.find("\r\n\r\n") + 4); }

}  // namespace troth::net
