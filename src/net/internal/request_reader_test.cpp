#include "net/internal/request_reader.h"

#include <gtest/gtest.h>

#include "net/internal/malformed.h"

namespace troth::net {
namespace {

using State = RequestReader::State;

RequestReader reader() { return RequestReader(1024, 64); }

TEST(RequestReader, ReadsARequestAndLeavesTheNextOne) {
  auto first = reader();
  std::string input = "PUT /a?b HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\nX-A:  one \r\n\r\nhelloGET /next";
  ASSERT_EQ(first.feed(input), State::complete);
  EXPECT_EQ(input, "GET /next");
  EXPECT_TRUE(first.keep_alive());
  auto const request = first.take();
  EXPECT_EQ(request.method, http::Method::put);
  EXPECT_EQ(request.target, "/a?b");
  EXPECT_EQ(request.body, "hello");
  EXPECT_EQ(request.headers.get("x-a"), "one");
}

TEST(RequestReader, UndoesChunking) {
  auto chunked = reader();
  std::string input = "POST / HTTP/1.1\r\n" + kHost +
                      "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n,\r\n6\r\n world\r\n0\r\n\r\nnext";
  ASSERT_EQ(chunked.feed(input), State::complete);
  EXPECT_EQ(chunked.take().body, "hello, world");
  EXPECT_EQ(input, "next");
}

TEST(RequestReader, ReadsTheSameHoweverTheBytesArrive) {
  std::string const whole = "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  for (std::size_t step = 1; step < whole.size(); ++step) {
    auto pieces = reader();
    std::string input;
    for (std::size_t at = 0; at < whole.size(); at += step) pieces.feed(input += whole.substr(at, step));
    ASSERT_EQ(pieces.state(), State::complete) << step;
    EXPECT_EQ(pieces.take().body, "hello");
    EXPECT_EQ(input, "");
  }
}

// Beast 1.81 asserts, and so ends a debug build, when an empty chunked body comes in pieces.
TEST(RequestReader, ReadsAnEmptyChunkedBodyByteByByte) {
  auto pieces = reader();
  std::string input;
  for (char const c : "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    pieces.feed(input += c);
  EXPECT_EQ(pieces.state(), State::complete);
}

TEST(RequestReader, RefusesWhatServersDisagreeOn) {
  for (auto const& bad : kMalformed) {
    auto at_once = reader();
    std::string input = bad.bytes;
    EXPECT_EQ(at_once.feed(input), State::refused) << bad.name;
    EXPECT_EQ(at_once.status(), bad.status) << bad.name;

    auto dripping = reader();
    std::string drops;
    for (char const c : bad.bytes)
      if (dripping.state() != State::refused) dripping.feed(drops += c);
    EXPECT_EQ(dripping.status(), bad.status) << bad.name << ", byte by byte";
  }
}

TEST(RequestReader, RefusesAHeadOverItsLimit) {
  auto large = reader();
  std::string input = "GET / HTTP/1.1\r\n" + kHost + "X-A: " + std::string(1024, 'a');
  EXPECT_EQ(large.feed(input), State::refused);
  EXPECT_EQ(large.status(), 431);
}

TEST(RequestReader, RefusesABodyOverItsLimitBeforeItComes) {
  auto large = reader();
  std::string input = "POST / HTTP/1.1\r\n" + kHost + "Expect: 100-continue\r\nContent-Length: 65\r\n\r\n";
  EXPECT_EQ(large.feed(input), State::refused);
  EXPECT_EQ(large.status(), 413);
}

TEST(RequestReader, RefusesChunksThatAddUpToTooMuch) {
  auto large = reader();
  std::string input = "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 9; ++i) input += "8\r\n12345678\r\n";
  EXPECT_EQ(large.feed(input), State::refused);
  EXPECT_EQ(large.status(), 413);
}

TEST(RequestReader, RefusesAChunkLineWithoutEnd) {
  auto endless = reader();
  std::string input = "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n" + std::string(2000, '0');
  EXPECT_EQ(endless.feed(input), State::refused);
}

TEST(RequestReader, KnowsWhoWaitsToBeInvited) {
  auto polite = reader();
  std::string input = "POST / HTTP/1.1\r\n" + kHost + "Expect: 100-Continue\r\nContent-Length: 5\r\n\r\n";
  EXPECT_EQ(polite.feed(input), State::body);
  EXPECT_TRUE(polite.wants_continue());
  auto old = reader();
  input = "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
  EXPECT_EQ(old.feed(input), State::body);
  EXPECT_FALSE(old.wants_continue());
}

TEST(RequestReader, KnowsWhoStays) {
  auto const stays = [](std::string input) {
    auto any = reader();
    EXPECT_EQ(any.feed(input), State::complete);
    return any.keep_alive();
  };
  EXPECT_TRUE(stays("GET / HTTP/1.1\r\n" + kHost + "\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.1\r\n" + kHost + "Connection: close\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(stays("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

}  // namespace
}  // namespace troth::net
