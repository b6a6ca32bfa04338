#include "http/problem.h"

#include <gtest/gtest.h>

#include "http/json.h"

namespace troth::http {
namespace {

TEST(Problem, EachCodeHasItsStatusAndName) {
  struct Expected {
    Code code;
    int status;
    std::string_view name;
  };
  for (auto const& [code, status, name] :
       std::initializer_list<Expected>{{Code::invalid, 400, "invalid"},
                                       {Code::unauthenticated, 401, "unauthenticated"},
                                       {Code::denied, 403, "denied"},
                                       {Code::not_found, 404, "not_found"},
                                       {Code::conflict, 409, "conflict"},
                                       {Code::precondition, 412, "precondition"},
                                       {Code::required, 428, "required"},
                                       {Code::gone, 410, "gone"},
                                       {Code::locked, 423, "locked"},
                                       {Code::too_large, 413, "too_large"},
                                       {Code::exhausted, 429, "exhausted"},
                                       {Code::expired, 401, "expired"},
                                       {Code::unavailable, 503, "unavailable"},
                                       {Code::storage_full, 507, "storage_full"},
                                       {Code::corrupt, 500, "corrupt"},
                                       {Code::unimplemented, 501, "unimplemented"}}) {
    EXPECT_EQ(status_of(code), status) << name;
    EXPECT_EQ(code_name(code), name);
    EXPECT_EQ(problem(fail(code, "x")).status, status) << name;
  }
}

TEST(Problem, TellsWhatIsWrongWhereAndWhatNext) {
  Response const response = problem(fail(Code::invalid, "not a string", "/name", "worker 3"));
  EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
  auto reader = JsonReader::object(response.body);
  ASSERT_TRUE(reader);
  EXPECT_EQ(*reader->text("type", 99), "/problems/invalid");
  EXPECT_EQ(*reader->integer("status", 0, 999), 400);
  EXPECT_EQ(*reader->text("detail", 99), "not a string");
  EXPECT_EQ(*reader->text("at", 99), "/name");
  EXPECT_FALSE(reader->text("title", 99)->empty());
  EXPECT_FALSE(reader->text("next", 99)->empty());
  EXPECT_TRUE(reader->done());
}

TEST(Problem, KeepsTheOperatorsDetailToItself) {
  Response const response = problem(fail(Code::corrupt, "stored bytes fail their check", "", "table records, row 7"));
  EXPECT_EQ(response.body.find("records"), std::string::npos);
  EXPECT_FALSE(JsonReader::object(response.body)->has("at"));
}

TEST(Problem, AsksForCredentialsAndPatienceWhereTheStatusDoes) {
  EXPECT_EQ(problem(fail(Code::unauthenticated, "x")).headers.get("WWW-Authenticate"), "Bearer");
  EXPECT_EQ(problem(fail(Code::expired, "x")).headers.get("WWW-Authenticate"), "Bearer error=\"invalid_token\"");
  EXPECT_EQ(problem(fail(Code::exhausted, "x")).headers.get("Retry-After"), "1");
  EXPECT_EQ(problem(fail(Code::exhausted, "x", "per_day: 3600")).headers.get("Retry-After"), "3600");
  EXPECT_EQ(problem(fail(Code::exhausted, "x", "per_day: soon")).headers.get("Retry-After"), "1");
  EXPECT_EQ(problem(fail(Code::unavailable, "x")).headers.get("Retry-After"), "5");
  EXPECT_EQ(problem(fail(Code::denied, "x")).headers.count("WWW-Authenticate"), 0u);
  EXPECT_EQ(problem(fail(Code::storage_full, "x")).headers.count("Retry-After"), 0u);
}

TEST(Problem, AMethodThatIsNotAllowedNamesThoseThatAre) {
  Response const response = method_not_allowed("GET, PUT");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.get("Allow"), "GET, PUT");
  EXPECT_TRUE(JsonReader::object(response.body));
}

}  // namespace
}  // namespace troth::http
