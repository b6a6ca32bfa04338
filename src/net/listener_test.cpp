#include "net/listener.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "net/internal/malformed.h"
#include "net/internal/test_client.h"

namespace troth::net {
namespace {

http::Response text(std::string body) {
  http::Response response;
  response.headers.add("Content-Type", "text/plain");
  response.body = std::move(body);
  return response;
}

std::string get(std::string const& target, std::string const& fields = "") {
  return "GET " + target + " HTTP/1.1\r\n" + kHost + fields + "\r\n";
}

/// Counts what was refused.
class Refusals {
 public:
  void add(int status) {
    std::lock_guard lock(mutex_);
    ++counts_[status];
  }
  int count(int status) {
    std::lock_guard lock(mutex_);
    return counts_[status];
  }

 private:
  std::mutex mutex_;
  std::map<int, int> counts_;
};

class ListenerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { identity = make_identity(); }

  void SetUp() override {
    options.certificate_pem = identity.certificate_pem;
    std::string name = (std::filesystem::temp_directory_path() / "troth-net-XXXXXX").string();
    ASSERT_TRUE(mkdtemp(name.data()));
    folder = name;
  }
  void TearDown() override {
    listener.reset();
    std::filesystem::remove_all(folder);
  }

  Result<std::unique_ptr<Listener>> try_start(Serve serve) {
    options.private_key_pem = Secret::copy_of(as_bytes(identity.key_pem));
    Options copy;
    std::swap(copy, options);
    return listen(std::move(copy), std::move(serve), [this](int status, std::string const&) { refusals.add(status); });
  }
  void start(Serve serve) {
    auto started = try_start(std::move(serve));
    ASSERT_TRUE(started) << started.error().message << " " << started.error().detail;
    listener = *std::move(started);
  }
  /// Answers with what it was asked: "GET /a body".
  void start_echo() {
    start([this](http::Request request, Respond respond) {
      ++served;
      respond(text(std::string(http::name(request.method)) + " " + request.target + " " + request.body));
    });
  }
  TestClient connect() {
    auto client = TestClient::tcp(listener->port());
    EXPECT_TRUE(client.start_tls());
    return client;
  }

  static Identity identity;
  Options options;
  std::filesystem::path folder;
  Refusals refusals;
  std::atomic<int> served = 0;
  std::unique_ptr<Listener> listener;
};
Identity ListenerTest::identity;

TEST_F(ListenerTest, SpeaksTls13And12) {
  start_echo();
  for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    auto client = TestClient::tcp(listener->port());
    ASSERT_TRUE(client.start_tls({version, version, {}, {}}));
    client.send(get("/a"));
    auto const response = client.receive();
    EXPECT_EQ(status_of(response), 200);
    EXPECT_EQ(body_of(response), "GET /a ");
    EXPECT_NE(response.find("Strict-Transport-Security: max-age=63072000"), std::string::npos);
  }
  EXPECT_EQ(connect().version(), "TLSv1.3");
}

TEST_F(ListenerTest, RefusesOldAndWeakTls) {
  start_echo();
  for (auto const& how : {ClientTls{TLS1_VERSION, TLS1_1_VERSION, "ALL:@SECLEVEL=0", {}},
                          ClientTls{TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-ECDSA-AES256-SHA384", {}},
                          ClientTls{TLS1_2_VERSION, TLS1_2_VERSION, "AES256-GCM-SHA384", {}}})
    EXPECT_FALSE(TestClient::tcp(listener->port()).start_tls(how)) << how.ciphers;
}

TEST_F(ListenerTest, ChoosesHttp11AndNothingElse) {
  start_echo();
  auto both = TestClient::tcp(listener->port());
  ASSERT_TRUE(both.start_tls({TLS1_2_VERSION, TLS1_3_VERSION, {}, "\x02h2\x08http/1.1"}));
  EXPECT_EQ(both.alpn(), "http/1.1");
  EXPECT_FALSE(TestClient::tcp(listener->port()).start_tls({TLS1_2_VERSION, TLS1_3_VERSION, {}, "\x02h2"}));
}

TEST_F(ListenerTest, AnswersNoPlainHttpOnTheTlsPort) {
  start_echo();
  auto client = TestClient::tcp(listener->port());
  client.send(get("/a"));
  EXPECT_EQ(client.receive_all().find("HTTP/"), std::string::npos);
  EXPECT_EQ(served, 0);
}

TEST_F(ListenerTest, TellsWhereARequestComesFrom) {
  start([](http::Request request, Respond respond) {
    EXPECT_EQ(request.origin, http::Origin::loopback);
    respond(text(request.peer));
  });
  auto client = connect();
  client.send(get("/"));
  EXPECT_EQ(body_of(client.receive()), "127.0.0.1");
}

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

/// Keeps every request until it is told to answer.
class Shelf {
 public:
  Serve serve() {
    return [this](http::Request, Respond respond) {
      std::lock_guard lock(mutex_);
      kept_.push_back(std::move(respond));
      came_.notify_all();
    };
  }
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return kept_.size() >= count; });
  }
  void answer_all() {
    std::lock_guard lock(mutex_);
    for (auto& respond : kept_) respond(text("late"));
    kept_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Respond> kept_;
};

TEST_F(ListenerTest, SurvivesClientsThatLeaveBeforeTheAnswer) {
  Shelf shelf;
  start(shelf.serve());
  for (int i = 0; i < 8; ++i) {
    auto client = connect();
    client.send(get("/"));
    shelf.wait_for(static_cast<std::size_t>(i + 1));
    if (i % 2 == 0) client.reset();
  }
  shelf.answer_all();
  auto client = connect();
  client.send(get("/"));
  shelf.wait_for(1);
  shelf.answer_all();
  EXPECT_EQ(body_of(client.receive()), "late");
}

TEST_F(ListenerTest, LetsARunningRequestFinishWhenItStops) {
  Shelf shelf;
  start(shelf.serve());
  auto idle = connect();
  auto busy = connect();
  busy.send(get("/"));
  shelf.wait_for(1);
  auto stopped = std::async(std::launch::async, [this] { listener.reset(); });
  EXPECT_EQ(idle.receive_all(), "");  // closed, while the other one still runs
  shelf.answer_all();
  auto const response = busy.receive();
  EXPECT_EQ(body_of(response), "late");
  EXPECT_NE(response.find("Connection: close"), std::string::npos);
  stopped.get();
}

TEST_F(ListenerTest, CutsOffWhatIsNeverAnswered) {
  Shelf shelf;
  options.limits.stop_seconds = 1;
  start(shelf.serve());
  auto client = connect();
  client.send(get("/"));
  shelf.wait_for(1);
  listener.reset();
  EXPECT_EQ(client.receive(), "");
  shelf.answer_all();  // nobody is there any more, and nothing happens
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
