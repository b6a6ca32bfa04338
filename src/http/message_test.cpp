#include "http/message.h"

#include <gtest/gtest.h>

namespace troth::http {
namespace {

TEST(Method, IsReadInExactUpperCaseOnly) {
  for (auto method : {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del})
    EXPECT_EQ(parse_method(name(method)), method) << name(method);
  for (auto text : {"get", "Get", "GET ", "", "TRACE", "CONNECT", "DEL"})
    EXPECT_EQ(parse_method(text), Method::other) << text;
  EXPECT_EQ(name(Method::del), "DELETE");
  EXPECT_EQ(name(Method::other), "");
}

TEST(Headers, AreFoundWithoutCase) {
  Headers headers;
  headers.add("Content-Type", "text/plain");
  EXPECT_EQ(headers.get("content-TYPE"), "text/plain");
  EXPECT_FALSE(headers.get("content-typ"));
  EXPECT_FALSE(headers.get("content-type "));
}

TEST(Headers, ADoubledFieldIsNotBelieved) {
  Headers headers;
  headers.add("Authorization", "Bearer a");
  headers.add("authorization", "Bearer a");
  EXPECT_FALSE(headers.get("Authorization"));
  EXPECT_EQ(headers.count("AUTHORIZATION"), 2u);
  EXPECT_EQ(headers.count("Host"), 0u);
}

TEST(Headers, OnlyAsciiLettersFold) {
  Headers headers;
  headers.add("X@", "1");  // '@' and '`' differ by the bit that letters fold
  EXPECT_FALSE(headers.get("x`"));
  EXPECT_TRUE(headers.get("x@"));
}

}  // namespace
}  // namespace troth::http
