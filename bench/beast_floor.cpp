// The HTTPS floor: Boost.Beast and nothing around it. It answers every request with one constant body: no routes, no
// limits, no deadlines, no login, no store. What the house takes longer than this is the house's own.
//   beast_floor CERT.pem KEY.pem BODY_BYTES THREADS     prints its port, serves until it is killed
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

/// One connection: handshake, then ( read, write )* until the peer leaves. Runs on its strand.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, asio::ssl::context& tls, std::string const& body)
      : stream_(std::move(socket), tls), body_(body) {}

  void start() {
    stream_.async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](error_code ec) {
      if (!ec) self->read();
    });
  }

 private:
  void read() {
    request_ = {};
    http::async_read(stream_, buffer_, request_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (!ec) self->write();
    });
  }

  void write() {
    response_ = {};
    response_.result(http::status::ok);
    response_.set(http::field::content_type, "application/json");
    response_.keep_alive(request_.keep_alive());
    response_.body() = body_;
    response_.prepare_payload();
    http::async_write(stream_, response_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (!ec && self->response_.keep_alive()) self->read();
    });
  }

  beast::ssl_stream<tcp::socket> stream_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
  std::string const& body_;
};

class Server {
 public:
  Server(char const* certificate, char const* key, std::size_t body_bytes) : body_(body_bytes, 'x') {
    tls_.use_certificate_chain_file(certificate);
    tls_.use_private_key_file(key, asio::ssl::context::pem);
    accept();
  }

  unsigned port() const { return acceptor_.local_endpoint().port(); }

  void run(int threads) {
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back([this] { io_.run(); });
    io_.run();
    for (auto& thread : others) thread.join();
  }

 private:
  void accept() {
    acceptor_.async_accept(asio::make_strand(io_), [this](error_code ec, tcp::socket socket) {
      if (!ec) {
        socket.set_option(tcp::no_delay(true));
        std::make_shared<Session>(std::move(socket), tls_, body_)->start();
      }
      accept();
    });
  }

  asio::io_context io_;
  asio::ssl::context tls_{asio::ssl::context::tls_server};
  tcp::acceptor acceptor_{io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::string const body_;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 5) return std::fputs("usage: beast_floor CERT KEY BODY_BYTES THREADS\n", stderr), 2;
  Server server(argv[1], argv[2], std::strtoul(argv[3], nullptr, 10));
  std::printf("%u\n", server.port());
  std::fflush(stdout);
  server.run(std::atoi(argv[4]));
  return 0;
} catch (std::exception const& error) {
  std::fprintf(stderr, "beast_floor: %s\n", error.what());
  return 1;
}
