#include "net/internal/response_writer.h"

#include <gtest/gtest.h>

namespace troth::net {
namespace {

http::Response ok(std::string name = "X-A", std::string value = "one") {
  http::Response response;
  response.headers.add(std::move(name), std::move(value));
  response.body = "hello";
  return response;
}

std::string status_line(http::Response response) {
  auto const written = write_response(std::move(response), {}).first;
  return written.substr(0, written.find("\r\n"));
}

TEST(ResponseWriter, WritesAWholeAnswer) {
  Delivery delivery;
  delivery.now = 784111777;  // the example of RFC 9110 section 5.6.7
  EXPECT_EQ(write_response(ok(), delivery).first,
            "HTTP/1.1 200 OK\r\nX-A: one\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-Content-Type-Options: nosniff\r\n"
            "Strict-Transport-Security: max-age=63072000\r\nContent-Length: 5\r\n\r\nhello");
}

TEST(ResponseWriter, ReplacesAnAnswerThatWouldSplit) {
  for (auto const* value : {"/x\r\nSet-Cookie: a=b", "a\nb", "a\rb", "a\x01", "a\x7f"}) {
    auto const written = write_response(ok("Location", value), {}).first;
    EXPECT_TRUE(written.starts_with("HTTP/1.1 500 ")) << value;
    EXPECT_EQ(written.find("Set-Cookie"), std::string::npos);
    EXPECT_EQ(written.find("hello"), std::string::npos);
  }
  EXPECT_EQ(status_line(ok("X-A", std::string("a\0b", 3))), "HTTP/1.1 500 Internal Server Error");
  for (auto const* name : {"", "X A", "X:A", "X-A\r\nX-B", "X-\xc3\xa4"})
    EXPECT_EQ(status_line(ok(name)), "HTTP/1.1 500 Internal Server Error") << name;
  EXPECT_EQ(status_line(ok("X-A", "a\tb \xc3\xa4")), "HTTP/1.1 200 OK");
}

TEST(ResponseWriter, KeepsFramingToItself) {
  for (auto const* name : {"content-length", "Transfer-Encoding", "connection", "Keep-Alive", "Trailer", "Upgrade"})
    EXPECT_EQ(status_line(ok(name, "1")), "HTTP/1.1 500 Internal Server Error") << name;
  for (int const status : {0, 100, 101, 199, 600, -1}) {
    auto odd = ok();
    odd.status = status;
    EXPECT_EQ(status_line(std::move(odd)), "HTTP/1.1 500 Internal Server Error") << status;
  }
}

TEST(ResponseWriter, SendsNoBodyWhereThereMustBeNone) {
  Delivery to_head;
  to_head.to_head = true;
  auto const head = write_response(ok(), to_head).first;
  EXPECT_TRUE(head.ends_with("Content-Length: 5\r\n\r\n")) << head;
  for (int const status : {204, 304}) {
    auto empty = ok();
    empty.status = status;
    auto const written = write_response(std::move(empty), {}).first;
    EXPECT_EQ(written.find("Content-Length"), std::string::npos);
    EXPECT_TRUE(written.ends_with("\r\n\r\n"));
  }
}

TEST(ResponseWriter, MovesALargeBodyAside) {
  auto large = ok();
  large.body = std::string(1 << 20, 'a');
  auto const written = write_response(std::move(large), {});
  EXPECT_TRUE(written.first.ends_with("Content-Length: 1048576\r\n\r\n"));
  EXPECT_EQ(written.rest.size(), 1u << 20);
}

TEST(ResponseWriter, SaysWhetherTheConnectionStays) {
  auto const connection = [](bool http11, bool keep_alive) {
    auto const written = write_response({}, {true, false, http11, keep_alive, 0}).first;
    auto const at = written.find("\r\nConnection: ");
    return at == std::string::npos ? "" : written.substr(at + 14, written.find("\r\n", at + 2) - at - 14);
  };
  EXPECT_EQ(connection(true, true), "");
  EXPECT_EQ(connection(true, false), "close");
  EXPECT_EQ(connection(false, true), "keep-alive");
  EXPECT_EQ(connection(false, false), "close");
}

TEST(ResponseWriter, GivesWayToTheApplicationsOwnFields) {
  auto const written = write_response(ok("strict-transport-security", "max-age=1"), {}).first;
  EXPECT_EQ(written.find("63072000"), std::string::npos);
  auto const plain = write_response(ok(), {.tls = false}).first;
  EXPECT_EQ(plain.find("Strict-Transport-Security"), std::string::npos);
}

TEST(BareProblem, IsJsonOfItsStatus) {
  auto const problem = bare_problem(429);
  EXPECT_EQ(problem.body, R"({"type":"about:blank","title":"Too Many Requests","status":429})");
  EXPECT_EQ(problem.headers.get("Content-Type"), "application/problem+json");
  EXPECT_EQ(problem.headers.get("Retry-After"), "10");
}

}  // namespace
}  // namespace troth::net
