// Requests and answers: in order, unambiguous, and one for each.
#include <thread>

#include "net/listener_fixture.h"

namespace troth::net {
namespace {

TEST_F(ListenerTest, AnswersPipelinedRequestsInOrder) {
  std::vector<std::jthread> workers;
  start([&](http::Request request, Respond respond) {
    if (request.target != "/2") return respond(text(request.target));
    workers.emplace_back([respond] { respond(text("/2 from afar")); });
  });
  auto client = connect();
  client.send(get("/1") + "POST /2 HTTP/1.1\r\n" + kHost + "Content-Length: 2\r\n\r\nab" + get("/3"));
  EXPECT_EQ(body_of(client.receive()), "/1");
  EXPECT_EQ(body_of(client.receive()), "/2 from afar");
  EXPECT_EQ(body_of(client.receive()), "/3");
}

TEST_F(ListenerTest, RefusesWhatServersDisagreeOn) {
  start_echo();
  int expected = 0;
  for (auto const& bad : kMalformed) {
    auto client = connect();
    client.send(bad.bytes);
    auto const response = client.receive();
    EXPECT_EQ(status_of(response), bad.status) << bad.name;
    EXPECT_NE(response.find("Connection: close"), std::string::npos) << bad.name;
    EXPECT_NE(response.find("application/problem+json"), std::string::npos) << bad.name;
    EXPECT_EQ(client.receive_all(), "") << bad.name;
    expected += bad.status == 400;
  }
  EXPECT_EQ(served, 0);
  EXPECT_EQ(refusals.count(400), expected);
}

TEST_F(ListenerTest, SendsNoBodyToHeadAndClosesForHttp10) {
  start_echo();
  auto client = connect();
  client.send("HEAD /a HTTP/1.1\r\n" + kHost + "\r\n" + "GET /b HTTP/1.0\r\n\r\n");
  auto const head = client.receive(true);
  EXPECT_NE(head.find("Content-Length: 8\r\n"), std::string::npos) << head;
  auto const last = client.receive();
  EXPECT_EQ(body_of(last), "GET /b ");
  EXPECT_NE(last.find("Connection: close"), std::string::npos);
  EXPECT_EQ(client.receive_all(), "");
}

TEST_F(ListenerTest, PassesAnUnknownMethodOn) {
  start([](http::Request request, Respond respond) {
    auto response = text("");
    response.status = request.method == http::Method::other ? 501 : 200;
    respond(std::move(response));
  });
  auto client = connect();
  client.send("BREW /pot HTTP/1.1\r\n" + kHost + "\r\n");
  EXPECT_EQ(status_of(client.receive()), 501);
}

TEST_F(ListenerTest, ReplacesASplittingAnswer) {
  start([](http::Request, Respond respond) {
    http::Response response;
    response.headers.add("Location", "/x\r\nSet-Cookie: session=stolen");
    respond(std::move(response));
  });
  auto client = connect();
  client.send(get("/"));
  auto const response = client.receive();
  EXPECT_EQ(status_of(response), 500);
  EXPECT_EQ(response.find("Set-Cookie"), std::string::npos);
}

TEST_F(ListenerTest, AnswersForAnApplicationThatThrowsOrForgets) {
  start([](http::Request request, Respond respond) {
    if (request.target == "/throws") throw std::runtime_error("no");
    if (request.target == "/twice") respond(text("first")), respond(text("second"));
  });
  auto client = connect();
  client.send(get("/throws") + get("/forgets") + get("/twice"));
  EXPECT_EQ(status_of(client.receive()), 500);
  EXPECT_EQ(status_of(client.receive()), 500);
  EXPECT_EQ(body_of(client.receive()), "first");
}

}  // namespace
}  // namespace troth::net
