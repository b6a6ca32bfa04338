#include "net/listener.h"

#include <sys/stat.h>

#include <thread>

#include "net/listener_fixture.h"

namespace troth::net {
namespace {

TEST_F(ListenerTest, TellsWhereARequestComesFrom) {
  start([](http::Request request, Respond respond) {
    EXPECT_EQ(request.origin, http::Origin::loopback);
    respond(text(request.peer));
  });
  auto client = connect();
  client.send(get("/"));
  EXPECT_EQ(body_of(client.receive()), "127.0.0.1");
}

TEST_F(ListenerTest, ServesManyConnectionsAtOnce) {
  constexpr int kConnections = 64;
  constexpr int kRequests = 200;
  start_echo();
  std::atomic<int> right = 0;
  std::vector<std::jthread> clients;
  for (int c = 0; c < kConnections; ++c)
    clients.emplace_back([&, c] {
      auto client = connect();
      for (int i = 0; i < kRequests; ++i) {
        auto const target = std::string("/").append(std::to_string(c)).append("/").append(std::to_string(i));
        client.send(get(target));
        right += body_of(client.receive()) == "GET " + target + " ";
      }
    });
  clients.clear();
  EXPECT_EQ(right, kConnections * kRequests);
  EXPECT_EQ(served, kConnections * kRequests);
}

TEST_F(ListenerTest, ServesAUnixSocketForItsOwner) {
  options.socket_path = (folder / "admin.sock").string();
  auto const path = options.socket_path;
  start([](http::Request request, Respond respond) {
    EXPECT_EQ(request.origin, http::Origin::socket);
    respond(text(request.peer));
  });
  struct stat made = {};
  ASSERT_EQ(::stat(path.c_str(), &made), 0);
  EXPECT_EQ(made.st_mode & 07777, 0600u);
  auto client = TestClient::unix_socket(path);
  client.send(get("/") + get("/", "Connection: close\r\n"));
  auto const response = client.receive();
  EXPECT_EQ(body_of(response), "unix");
  EXPECT_EQ(response.find("Strict-Transport-Security"), std::string::npos);
  EXPECT_EQ(status_of(client.receive()), 200);
  EXPECT_EQ(client.receive_all(), "");
  listener.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ListenerTest, SaysWhyItCannotStart) {
  start_echo();
  auto const nothing = [](http::Request, Respond) {};
  auto const reason = [&](auto change) {
    options.certificate_pem = identity.certificate_pem;
    change(options);
    auto const started = try_start(nothing);
    return started ? std::string("started") : std::string(started.error().message);
  };
  auto const port = listener->port();
  EXPECT_EQ(reason([&](Options& o) { o.port = port; }), "the address is in use");
  EXPECT_EQ(reason([](Options& o) { o.address = "localhost"; }), "not an IP address");
  EXPECT_EQ(reason([](Options& o) { o.certificate_pem = "?"; }), "not a PEM certificate");
  EXPECT_EQ(reason([](Options& o) { o.certificate_pem = make_identity().certificate_pem; }),
            "the private key is not the certificate's");
  EXPECT_EQ(
      reason([](Options& o) { o.certificate_pem += "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"; }),
      "the certificate chain is damaged");
  EXPECT_EQ(reason([](Options& o) { o.socket_path = std::string(200, 'a'); }), "a socket path has 1 to 107 bytes");
  options.port = 0;
}

}  // namespace
}  // namespace troth::net
