#include <gtest/gtest.h>

#include "http/json.h"

namespace troth::http {
namespace {

JsonReader reader(std::string_view text) { return JsonReader::object(text).value(); }

template <class T>
std::string refusal(Result<T> const& result) {
  return result ? "accepted" : result.error().at + ": " + std::string(result.error().message);
}

TEST(JsonReader, ReadsEachMemberByItsType) {
  auto in = reader(R"({"t":"x","i":-3,"b":true,"l":["a","b"],"o":{"k":1},"r":1.5})");
  EXPECT_EQ(*in.text("t", 1), "x");
  EXPECT_EQ(*in.integer("i", -3, -3), -3);
  EXPECT_TRUE(*in.boolean("b", false));
  EXPECT_EQ(*in.texts("l", 2, 1), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(in.any("o")->dump(), R"({"k":1})");
  EXPECT_EQ(*in.maybe_any("r")->real(), 1.5);
  EXPECT_TRUE(in.done());
}

TEST(JsonReader, AbsentIsAnErrorOnlyWhereItMustBeThere) {
  auto in = reader("{}");
  EXPECT_EQ(refusal(in.text("t", 9)), "/t: a member is missing");
  EXPECT_EQ(refusal(in.integer("i", 0, 9)), "/i: a member is missing");
  EXPECT_EQ(refusal(in.texts("l", 9, 9)), "/l: a member is missing");
  EXPECT_EQ(refusal(in.any("a")), "/a: a member is missing");
  EXPECT_EQ(*in.maybe_text("t", 9), std::nullopt);
  EXPECT_EQ(*in.maybe_integer("i", 0, 9), std::nullopt);
  EXPECT_FALSE(*in.boolean("b", false));
  EXPECT_TRUE(*in.boolean("b", true));
  EXPECT_FALSE(in.maybe_any("a"));
  EXPECT_FALSE(in.has("t"));
  EXPECT_TRUE(in.done());
}

TEST(JsonReader, AnotherTypeIsAnError) {
  auto in = reader(R"({"n":null,"t":"1","i":1,"f":1.0,"b":"true","l":["a",2]})");
  EXPECT_EQ(refusal(in.text("i", 9)), "/i: not a string");
  EXPECT_EQ(refusal(in.maybe_text("n", 9)), "/n: not a string");
  EXPECT_EQ(refusal(in.integer("t", 0, 9)), "/t: not an integer");
  EXPECT_EQ(refusal(in.integer("f", 0, 9)), "/f: not an integer");
  EXPECT_EQ(refusal(in.maybe_integer("n", 0, 9)), "/n: not an integer");
  EXPECT_EQ(refusal(in.boolean("b", true)), "/b: not true or false");
  EXPECT_EQ(refusal(in.texts("t", 9, 9)), "/t: not an array");
  EXPECT_EQ(refusal(in.texts("l", 9, 9)), "/l/1: not a string");
  EXPECT_EQ(refusal(JsonReader::object("[]")), ": not an object");
}

TEST(JsonReader, KeepsToItsLimits) {
  auto in = reader(R"({"t":"abc","i":10,"l":["a","bcd"]})");
  EXPECT_EQ(in.text("t", 2).error().code, Code::too_large);
  EXPECT_EQ(*in.maybe_text("t", 3), "abc");
  EXPECT_EQ(refusal(in.integer("i", 0, 9)), "/i: the integer is out of its range");
  EXPECT_EQ(refusal(in.maybe_integer("i", 11, 12)), "/i: the integer is out of its range");
  EXPECT_EQ(in.texts("l", 1, 9).error().code, Code::too_large);
  EXPECT_EQ(refusal(in.texts("l", 2, 2)), "/l/1: the text is too long");
}

TEST(JsonReader, RefusesMembersNobodyAskedFor) {
  auto in = reader(R"({"known":1,"role/admin~":true})");
  EXPECT_TRUE(in.integer("known", 0, 9));
  EXPECT_EQ(refusal(in.done()), "/role~1admin~0: a member that is not known here");
}

TEST(JsonReader, CutsLongUnknownNamesAtACharacter) {
  auto in = reader("{\"" + std::string(63, 'a') + "\xc3\xa9\":1}");
  EXPECT_EQ(in.done().error().at, "/" + std::string(63, 'a'));
}

TEST(JsonReader, PointsIntoTheObjectItWasGiven) {
  auto outer = reader(R"({"o":{"x":"y"}})");
  auto inner = JsonReader::object(*outer.any("o"), "/o");
  ASSERT_TRUE(inner);
  EXPECT_EQ(refusal(inner->integer("x", 0, 1)), "/o/x: not an integer");
  EXPECT_EQ(refusal(JsonReader::object(JsonValue(), "/p")), "/p: not an object");
}

TEST(JsonReader, MovesAValueOutOnce) {
  auto in = reader(R"({"o":[1]})");
  EXPECT_TRUE(in.any("o"));
  EXPECT_EQ(refusal(in.any("o")), "/o: a member is missing");
  EXPECT_TRUE(in.done());
}

}  // namespace
}  // namespace troth::http
