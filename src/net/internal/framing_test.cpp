#include "net/internal/framing.h"

#include <gtest/gtest.h>

#include <string>

namespace troth::net {
namespace {

std::string get(std::string const& fields) { return "GET /a?b=c HTTP/1.1\r\nHost: example.com\r\n" + fields + "\r\n"; }

TEST(Framing, AcceptsOrdinaryHeads) {
  EXPECT_EQ(judge_head(get("")).refused, 0);
  EXPECT_EQ(judge_head(get("X-Empty:\r\nX-Tab: a\tb\r\nX-Latin: \xe4\r\n")).refused, 0);
  EXPECT_EQ(judge_head("GET / HTTP/1.0\r\n\r\n").refused, 0);
  EXPECT_EQ(judge_head("BREW /pot HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n\r\n").refused, 0);
}

TEST(Framing, TellsHowTheBodyEnds) {
  EXPECT_EQ(judge_head(get("Content-Length: 0012\r\n")).content_length, 12u);
  EXPECT_FALSE(judge_head(get("Content-Length: 12\r\n")).chunked);
  EXPECT_TRUE(judge_head(get("transfer-encoding:chunked \r\n")).chunked);
  EXPECT_GT(judge_head(get("Content-Length: 99999999999999999999999\r\n")).content_length, 1ull << 56);
}

TEST(Framing, TakesAHundredFieldsAndNoMore) {
  std::string fields;
  for (int i = 0; i < 99; ++i) fields += "X-A: 1\r\n";  // and Host
  EXPECT_EQ(judge_head(get(fields)).refused, 0);
  EXPECT_EQ(judge_head(get(fields + "X-A: 1\r\n")).refused, 400);
}

TEST(Framing, RefusesUntilShownOtherwise) {
  EXPECT_EQ(Framing{}.refused, 400);
  EXPECT_EQ(judge_head("").refused, 400);
  EXPECT_EQ(judge_head("GET / HTTP/1.1").refused, 400);
  EXPECT_EQ(judge_head("GET / HTTP/1.1\r\nHost: example.com\r\n").refused, 400);
}

TEST(FindHead, StopsBehindTheEmptyLine) {
  std::size_t scanned = 0;
  auto const head = get("");
  EXPECT_EQ(find_head(head + "body\n", scanned), Head::complete);
  EXPECT_EQ(scanned, head.size());
}

TEST(FindHead, GoesOnWhereItStopped) {
  auto const head = get("X-A: 1\r\n");
  std::size_t scanned = 0;
  for (std::size_t size = 0; size < head.size(); ++size)
    ASSERT_EQ(find_head(std::string_view(head).substr(0, size), scanned), Head::more) << size;
  EXPECT_EQ(find_head(head, scanned), Head::complete);
  EXPECT_EQ(scanned, head.size());
}

TEST(FindHead, CallsALineBrokenAtOnce) {
  for (std::string const bad : {"GET / HTTP/1.1\n", "a\rb", "a\x01", "a\x7f", "\r\n", "\n"}) {
    std::size_t scanned = 0;
    EXPECT_EQ(find_head(bad, scanned), Head::broken) << bad;
  }
}

}  // namespace
}  // namespace troth::net
