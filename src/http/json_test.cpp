#include "http/json.h"

#include <gtest/gtest.h>

#include <limits>

namespace troth::http {
namespace {

std::string canonical(std::string_view text) {
  auto value = parse_json(text);
  return value ? value->dump() : "refused: " + std::string(value.error().message) + " at " + value.error().at;
}

std::string nested(std::size_t depth, std::string_view open, std::string_view close) {
  std::string out;
  for (std::size_t i = 0; i < depth; ++i) out += open;
  out += "1";
  for (std::size_t i = 0; i < depth; ++i) out += close;
  return out;
}

TEST(JsonParse, TakesWhatTheGrammarTakes) {
  std::pair<std::string_view, std::string_view> const cases[] = {
      {"null", "null"},
      {" true ", "true"},
      {"\t\r\n false\n", "false"},
      {"[]", "[]"},
      {"{}", "{}"},
      {"[[], {} ]", "[[],{}]"},
      {"[1 , 2]", "[1,2]"},
      {"{\"b\":1,\"a\":{\"d\":[null],\"c\":0}}", "{\"a\":{\"c\":0,\"d\":[null]},\"b\":1}"},
      {"\"\"", "\"\""},
      {"{\"\":0}", "{\"\":0}"},
      {"0", "0"},
      {"-0", "0"},
      {"-1", "-1"},
      {"20e1", "200"},
      {"1.5", "1.5"},
      {"[-0.0]", "[0]"},
      {"1E+2", "100"},
      {"123.456e-3", "0.123456"},
      {"0.1", "0.1"},
      {"\"\x7f\"", "\"\x7f\""},
      {"\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\""},
      {"\"\xf4\x8f\xbf\xbf\"", "\"\xf4\x8f\xbf\xbf\""},
  };
  for (auto const& [text, expected] : cases) EXPECT_EQ(canonical(text), expected) << text;
}

TEST(JsonParse, RefusesWhatTheGrammarDoesNotKnow) {
  for (std::string_view text : {"",
                                " ",
                                "[",
                                "]",
                                "{",
                                "}",
                                "[1",
                                "[1,",
                                "[1,]",
                                "[,1]",
                                "[1,,2]",
                                "[1 2]",
                                "[1}",
                                "{\"a\"}",
                                "{\"a\":}",
                                "{\"a\":1,}",
                                "{,}",
                                "{\"a\" 1}",
                                "{a:1}",
                                "{'a':1}",
                                "{1:1}",
                                "{null:1}",
                                "{\"a\":1 \"b\":2}",
                                "{\"a\":1]",
                                "[\"a\":1]",
                                "nul",
                                "nulL",
                                "True",
                                "NaN",
                                "Infinity",
                                "-Infinity",
                                "-",
                                "+1",
                                "01",
                                "-01",
                                "1.",
                                ".1",
                                "1.e1",
                                "1e",
                                "1e+",
                                "0x1",
                                "1_0",
                                "--1",
                                "1-",
                                "\"",
                                "\"a",
                                "'a'",
                                "\"a\nb\"",
                                "\"\t\"",
                                "\"\x1f\"",
                                "\"\\x41\"",
                                "\"\\",
                                "\"\\\"",
                                "\"\\u12\"",
                                "\"\\u12g4\"",
                                "\"\\U0041\"",
                                "\"\\a\"",
                                "// c\n1",
                                "/* c */1",
                                "[1/**/]",
                                "# 1",
                                "undefined",
                                "{}}",
                                "[]]",
                                "1 2",
                                "{}{}",
                                "null,",
                                "\x0c[]",
                                "\xc2\xa0[]",
                                "\xe2\x80\xa8[]",
                                "\xef\xbb\xbf{}",
                                "[\xef\xbb\xbf]",
                                "\xff\xfe[\0]\0"}) {
    auto value = parse_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().code, Code::invalid) << text;
  }
  EXPECT_FALSE(parse_json(std::string_view("[]\0", 3)));
  EXPECT_FALSE(parse_json(std::string_view("\"\0\"", 3)));
}

TEST(JsonParse, SaysWhereItStopped) {
  EXPECT_EQ(parse_json("[1,x]").error().at, "byte 3");
  EXPECT_EQ(parse_json("{} x").error().at, "byte 3");
  EXPECT_EQ(parse_json("").error().at, "byte 0");
  EXPECT_EQ(parse_json("{\"a\":1,\"a\":2}").error().message, "a key is given twice");
}

TEST(JsonParse, RefusesEqualKeysHoweverTheyAreSpelled) {
  for (auto text : {R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})", R"({"b":1,"a":2,"b":3})", R"({"":1,"":2})",
                    R"({"a":1,"\u0061":2})", R"({"\u0061":1,"a":2})", R"([[{"x":{"y":[{"k":0,"k":0}]}}]])",
                    R"({"a":{"a":1},"a":2})"})
    EXPECT_FALSE(parse_json(text)) << text;
  EXPECT_EQ(canonical(R"({"a":{"a":1},"b":[{"a":1},{"a":2}],"A":3})"), R"({"A":3,"a":{"a":1},"b":[{"a":1},{"a":2}]})");
}

TEST(JsonParse, CountsNesting) {
  EXPECT_TRUE(parse_json(nested(16, "[", "]")));
  EXPECT_TRUE(parse_json(nested(16, "{\"a\":", "}")));
  EXPECT_EQ(parse_json(nested(17, "[", "]")).error().code, Code::too_large);
  EXPECT_EQ(parse_json(nested(17, "{\"a\":", "}")).error().code, Code::too_large);
  EXPECT_EQ(parse_json(nested(100'000, "[", "]")).error().code, Code::too_large);
  EXPECT_EQ(parse_json("[[1]]", {.depth = 1}).error().code, Code::too_large);
  EXPECT_TRUE(parse_json("[[1],[1],[1]]", {.depth = 2}));
}

TEST(JsonParse, CountsBytes) {
  EXPECT_TRUE(parse_json("[12]", {.bytes = 4}));
  EXPECT_EQ(parse_json("[123]", {.bytes = 4}).error().code, Code::too_large);
}

TEST(JsonParse, TakesIntegersThatEveryReaderHoldsExactly) {
  EXPECT_EQ(*parse_json("9007199254740991")->integer(), 9007199254740991);
  EXPECT_EQ(*parse_json("-9007199254740991")->integer(), -9007199254740991);
  for (auto text : {"9007199254740992", "-9007199254740992", "9223372036854775807", "-9223372036854775808",
                    "9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
                    "100000000000000000000000000000000000000000", "[-100000000000000000000]"})
    EXPECT_FALSE(parse_json(text)) << text;
}

TEST(JsonParse, ReadsTheNearestDouble) {
  std::pair<char const*, double> const cases[] = {
      {"1.0", 1.0},
      {"0.3", 0.3},
      {"2.2250738585072014e-308", 2.2250738585072014e-308},
      {"5e-324", 5e-324},
      {"1.7976931348623157e308", 1.7976931348623157e308},
      {"9007199254740993.0", 9007199254740992.0},
      {"123456789012345678901234567890.5", 123456789012345678901234567890.5},
      {"6.02214076e23", 6.02214076e23},
      {"1.00000000000000011102230246251565", 1.0},
      {"8.4142135623730945e-20", 8.4142135623730945e-20},
  };
  for (auto const& [text, expected] : cases) {
    auto value = parse_json(text);
    ASSERT_TRUE(value && value->real()) << text;
    EXPECT_EQ(*value->real(), expected) << text;
  }
  for (auto text : {"1e309", "-1e309", "1e400", "1e99999999999", "123123e100000", "1e-400"})
    EXPECT_FALSE(parse_json(text)) << text;
}

TEST(JsonParse, ReadsEscapes) {
  EXPECT_EQ(*parse_json(R"("\"\\\/\b\f\n\r\t")")->text(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(*parse_json(R"("\u0041\u00e9\u20AC")")->text(), "A\xc3\xa9\xe2\x82\xac");
  EXPECT_EQ(*parse_json(R"("a\u0000b")")->text(), std::string("a\0b", 3));
  EXPECT_EQ(*parse_json(R"("x\ud83d\ude00y")")->text(), "x\xf0\x9f\x98\x80y");
  EXPECT_EQ(*parse_json(R"("\udbff\udfff")")->text(), "\xf4\x8f\xbf\xbf");
  std::string const long_text(10'000, 'a');  // longer than any buffer of the parser
  EXPECT_EQ(*parse_json("\"\\n" + long_text + "\\n" + long_text + "\"")->text(), "\n" + long_text + "\n" + long_text);
}

TEST(JsonParse, RefusesLoneSurrogates) {
  for (auto text : {R"("\ud800")", R"("\udc00")", R"("\ud83dx")", R"("\ud83d\n")", R"("\ud83d\u0041")",
                    R"("\ud83d\ud83d")", R"("\ude00\ud83d")", R"("\ud83d\ude0")", R"("\ud83d)", R"({"\ud800":1})"})
    EXPECT_FALSE(parse_json(text)) << text;
}

TEST(JsonParse, RefusesWhatIsNotUtf8) {
  for (auto text :
       {"\"\xff\"", "\"\x80\"", "\"\xc0\xaf\"", "\"\xc1\xbf\"", "\"\xe0\x80\xaf\"", "\"\xed\xa0\x80\"",
        "\"\xed\xbf\xbf\"", "\"\xf0\x80\x80\xaf\"", "\"\xf4\x90\x80\x80\"", "\"\xf8\x88\x80\x80\x80\"", "\"\xc3\"",
        "\"\xe2\x82\"", "\"\xf0\x9f\x98\"", "\"\xc3", "{\"\xc3\":1}", "\"\\n\xe2\x82\"", "\"\\n\xc0\xaf\""})
    EXPECT_FALSE(parse_json(text)) << testing::PrintToString(text);
}

TEST(JsonDump, WritesTheShortestEscapes) {
  EXPECT_EQ(JsonValue(std::string("\"\\/\b\f\n\r\t\x01\x1f\x7f")).dump(),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
  EXPECT_EQ(JsonValue(std::string("\0", 1)).dump(), R"("\u0000")");
}

TEST(JsonDump, SortsMembersByTheirBytes) {
  EXPECT_EQ(canonical("{\"\xf0\x9f\x98\x80\":1,\"\xef\xac\x81\":2,\"b\":3,\"aa\":4,\"a\":5,\"B\":6}"),
            "{\"B\":6,\"a\":5,\"aa\":4,\"b\":3,\"\xef\xac\x81\":2,\"\xf0\x9f\x98\x80\":1}");
}

TEST(JsonDump, IsAFixedPoint) {
  for (std::string_view text : {"[9007199254740993.0,1e16,1e300,-1e22]", "[-0.0,0.0,1.0,-1.50]", "5e-324",
                                R"({"k":["\u0000\ud83d\ude00",{"z":1e-7,"y":123456.789}]})"}) {
    std::string const once = canonical(text);
    EXPECT_EQ(canonical(once), once);
  }
  EXPECT_EQ(canonical("9007199254740993.0"), "9.007199254740992e+15");
}

TEST(JsonDumpDeathTest, WhatIsNotANumberHasNoText) {
  EXPECT_DEATH(JsonValue(std::numeric_limits<double>::infinity()).dump(), "isfinite");
  EXPECT_DEATH(JsonValue(std::numeric_limits<double>::quiet_NaN()).dump(), "isfinite");
}

}  // namespace
}  // namespace troth::http
