// What is too large, too slow or too many.
#include "net/listener_fixture.h"

namespace troth::net {
namespace {

TEST_F(ListenerTest, RefusesWhatIsTooLarge) {
  options.limits.body_bytes = 1000;
  start_echo();
  auto head = connect();
  head.send(get("/", "X-A: " + std::string(20'000, 'a') + "\r\n"));
  EXPECT_EQ(status_of(head.receive()), 431);
  auto body = connect();
  body.send("POST / HTTP/1.1\r\n" + kHost + "Content-Length: 200000\r\n\r\n" + std::string(200'000, 'a'));
  EXPECT_EQ(status_of(body.receive()), 413);
  EXPECT_EQ(served, 0);
  EXPECT_EQ(refusals.count(431) + refusals.count(413), 2);
}

TEST_F(ListenerTest, TakesABodyUpToTheLimit) {
  start_echo();
  std::string const body(4u << 20, 'a');
  auto client = connect();
  client.send("POST /b HTTP/1.1\r\n" + kHost + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_EQ(body_of(client.receive()), "POST /b " + body);
}

TEST_F(ListenerTest, InvitesABodyWithinTheLimitOnly) {
  options.limits.body_bytes = 10;
  start_echo();
  auto client = connect();
  client.send("PUT /a HTTP/1.1\r\n" + kHost + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.receive(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hello");
  EXPECT_EQ(body_of(client.receive()), "PUT /a hello");
  client.send("PUT /a HTTP/1.1\r\n" + kHost + "Expect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  EXPECT_EQ(status_of(client.receive()), 413);
}

TEST_F(ListenerTest, GivesASlowRequestUp) {
  options.limits.header_seconds = 1;
  options.limits.body_seconds = 1;
  start_echo();
  auto head = connect();
  head.send("GET / HTTP/1.1\r\nHost:");
  auto body = connect();
  body.send("PUT / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\n\r\nhell");
  EXPECT_EQ(status_of(head.receive()), 408);
  EXPECT_EQ(status_of(body.receive()), 408);
  EXPECT_EQ(refusals.count(408), 2);
  EXPECT_EQ(served, 0);
}

TEST_F(ListenerTest, ClosesAnIdleConnectionWithoutAWord) {
  options.limits.idle_seconds = 1;
  start_echo();
  auto client = connect();
  EXPECT_EQ(client.receive_all(), "");
  EXPECT_EQ(refusals.count(408), 0);
}

TEST_F(ListenerTest, LimitsTheConnectionsOfOneSource) {
  options.limits.connections_per_source = 2;
  options.socket_path = (folder / "admin.sock").string();
  auto const path = options.socket_path;
  start_echo();
  std::vector<TestClient> welcome;
  for (int i = 0; i < 2; ++i) {
    welcome.push_back(connect());
    welcome.back().send(get("/"));
    EXPECT_EQ(status_of(welcome.back().receive()), 200);
  }
  auto third = connect();
  third.send(get("/"));
  auto const refusal = third.receive();
  EXPECT_EQ(status_of(refusal), 429);
  EXPECT_NE(refusal.find("Retry-After: "), std::string::npos);
  EXPECT_EQ(third.receive_all(), "");
  EXPECT_EQ(refusals.count(429), 1);
  EXPECT_EQ(served, 2);
  auto operator_client = TestClient::unix_socket(path);
  operator_client.send(get("/"));
  EXPECT_EQ(status_of(operator_client.receive()), 200);
}

TEST_F(ListenerTest, LimitsTheConnectionsInAll) {
  options.limits.connections = 1;
  start_echo();
  auto first = connect();
  EXPECT_FALSE(TestClient::tcp(listener->port()).start_tls());
  first.send(get("/"));
  EXPECT_EQ(status_of(first.receive()), 200);
}

}  // namespace
}  // namespace troth::net
