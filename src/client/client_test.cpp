#include "client/client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

namespace troth::client {
namespace {

using http::Method;
using http::Request;

/// A folder that ends with the test.
class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "client-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TempDir() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(std::string const& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Gives one canned answer per request, on a unix socket; closes the connection after an answer that is not framed.
class Responder {
 public:
  Responder(std::filesystem::path const& path, std::vector<std::string> answers) : answers_(std::move(answers)) {
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener_, 4), 0);
    thread_ = std::thread([this] { run(); });
  }
  ~Responder() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  std::vector<std::string> seen() {
    std::lock_guard lock(mutex_);
    return seen_;
  }
  int connections() const { return connections_; }

 private:
  void run() {
    for (std::size_t next = 0; next < answers_.size();) {
      int const peer = accept(listener_, nullptr, nullptr);
      if (peer < 0) return;
      ++connections_;
      while (next < answers_.size() && read_request(peer)) {
        std::string const& answer = answers_[next++];
        for (std::size_t sent = 0; sent < answer.size();) {
          ssize_t const got = ::send(peer, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
          if (got <= 0) break;
          sent += static_cast<std::size_t>(got);
        }
        if (answer.find("Connection: close") != std::string::npos) break;
      }
      close(peer);
    }
  }
  bool read_request(int peer) {
    std::string text;
    std::size_t wanted = std::string::npos;
    while (text.size() < wanted) {
      char buffer[4096];
      ssize_t const got = recv(peer, buffer, sizeof buffer, 0);
      if (got <= 0) return false;
      text.append(buffer, static_cast<std::size_t>(got));
      std::size_t const head = text.find("\r\n\r\n");
      if (wanted == std::string::npos && head != std::string::npos) wanted = head + 4 + length(text.substr(0, head));
    }
    std::lock_guard lock(mutex_);
    seen_.push_back(std::move(text));
    return true;
  }
  static std::size_t length(std::string const& head) {
    std::size_t const at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  }

  std::vector<std::string> answers_;
  int listener_ = -1;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::vector<std::string> seen_;
  std::thread thread_;
};

constexpr char kEmpty[] = "HTTP/1.1 204 No Content\r\n\r\n";

Request get(std::string target) {
  Request request;
  request.method = Method::get;
  request.target = std::move(target);
  return request;
}

/// A client of a responder with these answers.
struct Pair {
  explicit Pair(std::vector<std::string> answers) : server(dir / "s", std::move(answers)) {
    client = connect({.socket = dir / "s", .url = {}, .ca = {}}).value();
  }
  TempDir dir;
  Responder server;
  std::unique_ptr<Client> client;
};

TEST(Client, SendsTheRequestAsItIs) {
  Pair pair({"HTTP/1.1 201 Created\r\nETag: \"7\"\r\nX-Empty:\r\nContent-Length: 5\r\n\r\nhello"});
  Request request = get("/v1/a%20b?x=1");
  request.method = Method::put;
  request.headers.add("Authorization", "Bearer abc");
  request.headers.add("Content-Type", "application/json");
  request.headers.add("X-Empty", "");
  request.body = std::string("{\0}", 3);
  auto response = pair.client->send(request);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(response->headers.get("etag"), "\"7\"");
  EXPECT_EQ(response->headers.get("X-Empty"), "");
  std::string const seen = pair.server.seen().at(0);
  EXPECT_TRUE(seen.starts_with("PUT /v1/a%20b?x=1 HTTP/1.1\r\n")) << seen;
  for (auto line : {"\r\nHost: localhost\r\n", "\r\nAuthorization: Bearer abc\r\n",
                    "\r\nContent-Type: application/json\r\n", "\r\nX-Empty:\r\n", "\r\nContent-Length: 3\r\n"})
    EXPECT_NE(seen.find(line), std::string::npos) << line << seen;
  EXPECT_TRUE(seen.ends_with(std::string_view("\r\n\r\n{\0}", 7)));
}

TEST(Client, KeepsTheConnectionAndNothingElse) {
  Pair pair({"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 1\r\n\r\nx", kEmpty, kEmpty});
  Request request = get("/one");
  request.method = Method::post;
  request.headers.add("X-Once", "1");
  request.body = "body";
  ASSERT_TRUE(pair.client->send(request));
  auto second = pair.client->send(get("/two"));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->body, "");
  EXPECT_EQ(second->headers.count("Set-Cookie"), 0u);
  EXPECT_EQ(pair.server.connections(), 1);
  std::string const seen = pair.server.seen().at(1);
  EXPECT_TRUE(seen.starts_with("GET /two HTTP/1.1\r\n"));
  for (auto gone : {"X-Once", "Cookie", "body", "Content-"}) EXPECT_EQ(seen.find(gone), std::string::npos) << seen;
}

TEST(Client, FramesEachMethod) {
  Pair pair({"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", kEmpty, kEmpty, kEmpty});
  Request request = get("/../x");
  request.method = Method::head;
  ASSERT_TRUE(pair.client->send(request));  // no body follows, whatever the length says
  request.method = Method::post;
  ASSERT_TRUE(pair.client->send(request));
  request.method = Method::del;
  ASSERT_TRUE(pair.client->send(request));
  request.method = Method::patch;
  request.body = std::string(2u << 20, 'p');
  ASSERT_TRUE(pair.client->send(request));
  auto const seen = pair.server.seen();
  EXPECT_TRUE(seen.at(0).starts_with("HEAD /../x HTTP/1.1\r\n"));
  EXPECT_NE(seen.at(1).find("\r\nContent-Length: 0\r\n"), std::string::npos) << seen.at(1);
  EXPECT_EQ(seen.at(1).find("Content-Type"), std::string::npos);
  EXPECT_TRUE(seen.at(2).starts_with("DELETE /../x HTTP/1.1\r\n"));
  EXPECT_EQ(seen.at(3).find("Expect"), std::string::npos);
  EXPECT_TRUE(seen.at(3).ends_with("\r\n\r\n" + request.body));
}

TEST(Client, FollowsNoRedirect) {
  Pair pair({"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"});
  auto response = pair.client->send(get("/"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(response->headers.get("Location"), "/elsewhere");
  EXPECT_EQ(pair.server.seen().size(), 1u);
}

TEST(Client, AnyStatusIsAnAnswer) {
  Pair pair({"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", "HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n"});
  EXPECT_EQ(pair.client->send(get("/"))->body, "no");
  EXPECT_EQ(pair.client->send(get("/"))->status, 503);
}

TEST(Client, BelievesTheFinalHeaderOnly) {
  Pair pair(
      {"HTTP/1.1 103 Early Hints\r\nX: early\r\n\r\nHTTP/1.1 200 OK\r\nX: final\r\nTransfer-Encoding: chunked\r\n\r\n"
       "3\r\nabc\r\n0\r\nX: late\r\nY: late\r\n\r\n"});
  auto response = pair.client->send(get("/"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "abc");
  EXPECT_EQ(response->headers.get("X"), "final");
  EXPECT_EQ(response->headers.count("Y"), 0u);
}

TEST(Client, HalfAnAnswerIsNone) {
  Pair pair({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf"});
  auto response = pair.client->send(get("/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Code::unavailable);
  EXPECT_EQ(response.error().at, (pair.dir / "s").string());
}

TEST(Client, RefusesAnswersOverTheLimit) {
  Pair announced({"HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n"});
  EXPECT_EQ(announced.client->send(get("/")).error().code, Code::too_large);
  Pair unannounced({"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string((64u << 20) + 1, 'x')});
  EXPECT_EQ(unannounced.client->send(get("/")).error().code, Code::too_large);
  std::string fields;
  for (int i = 0; i < 70; ++i) fields += "X: " + std::string(1000, 'x') + "\r\n";
  Pair long_header({"HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 0\r\n\r\n"});
  EXPECT_EQ(long_header.client->send(get("/")).error().code, Code::too_large);
}

TEST(Client, TakesAnAnswerAtTheLimit) {
  Pair pair({"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(64u << 20, 'x')});
  auto response = pair.client->send(get("/"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body.size(), 64u << 20);
}

TEST(Client, RefusesRequestsThatCouldBecomeTwo) {
  Pair pair({kEmpty});
  auto code = [&](Request const& request) { return pair.client->send(request).error().code; };
  for (std::string target : {"", "x", "http://example.com/", "*", "/a b", "/a\r\nX: y", "/a#b", "/\xc3\xa9"})
    EXPECT_EQ(code(get(target)), Code::invalid) << target;
  std::pair<std::string, std::string> const fields[] = {{"X", "a\r\nY: b"},
                                                        {"X", "a\n"},
                                                        {"X", std::string("a\0b", 3)},
                                                        {"X: y\r\nZ", "a"},
                                                        {"", "a"},
                                                        {"X Y", "a"},
                                                        {"X:", "a"},
                                                        {"Content-Length", "3"},
                                                        {"transfer-encoding", "chunked"},
                                                        {"Expect", "100-continue"}};
  for (auto const& [name, value] : fields) {
    Request request = get("/");
    request.headers.add(name, value);
    EXPECT_EQ(code(request), Code::invalid) << name << value;
  }
  Request request = get("/");
  request.method = Method::other;
  EXPECT_EQ(code(request), Code::invalid);
  EXPECT_TRUE(pair.server.seen().empty());
}

TEST(Connect, TakesHttpsUrlsOfAHostOnly) {
  for (auto url :
       {"https://127.0.0.1:8443", "https://cell.example.com", "https://cell.example.com/", "https://[::1]:8443"})
    EXPECT_TRUE(connect({.socket = {}, .url = url, .ca = {}})) << url;
  for (auto url :
       {"", "http://127.0.0.1:8443", "ftp://example.com", "file:///etc/passwd", "127.0.0.1:8443", "https://",
        "https://user:word@example.com", "https://user@example.com", "https://example.com/v1",
        "https://example.com?x=1", "https://example.com#x", "https://exa mple.com", "https://example.com:99999"})
    EXPECT_EQ(connect({.socket = {}, .url = url, .ca = {}}).error().code, Code::invalid) << url;
}

TEST(Connect, DoesNotRepeatAPasswordInItsRefusal) {
  Error const error = connect({.socket = {}, .url = "https://ada:word@example.com", .ca = {}}).error();
  EXPECT_EQ(error.at.find("word"), std::string::npos);
}

TEST(Connect, RefusesWhatCannotWork) {
  EXPECT_EQ(connect({.socket = "/" + std::string(200, 's'), .url = {}, .ca = {}}).error().code, Code::invalid);
  EXPECT_EQ(connect({.socket = {}, .url = "https://example.com", .ca = "/nowhere.pem"}).error().code, Code::invalid);
}

TEST(Client, NamesTheAddressThatDoesNotAnswer) {
  TempDir dir;
  auto response = connect({.socket = dir / "none", .url = {}, .ca = {}}).value()->send(get("/"));
  EXPECT_EQ(response.error().code, Code::unavailable);
  EXPECT_EQ(response.error().message, "nothing listens there");
  EXPECT_EQ(response.error().at, (dir / "none").string());
  // A port that is bound but not listened on refuses, and nobody else can take it meanwhile.
  int const taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(taken, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size), 0);
  std::string const url = "https://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  auto refused = connect({.socket = {}, .url = url, .ca = {}}).value()->send(get("/"));
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_EQ(refused.error().at, url);
  close(taken);
}

}  // namespace
}  // namespace troth::client
