#include <gtest/gtest.h>

#include <set>

#include "base/id.h"
#include "base/json_writer.h"
#include "base/name.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/tlv.h"

namespace troth {
namespace {

Result<int> half(int n) {
  if (n % 2) return fail(Code::invalid, "odd");
  return n / 2;
}
Result<int> quarter(int n) {
  TROTH_TRY(int h, half(n));
  TROTH_TRY(half(h));
  return half(h);
}

TEST(Result, TryPassesTheValueOrTheErrorOn) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(6).error().code, Code::invalid);
}

TEST(Bytes, HexAndBase64UrlRoundTripAndRefuseOtherSpellings) {
  Bytes b = {0, 0xff, 0x10, 0x7f};
  EXPECT_EQ(hex(b), "00ff107f");
  EXPECT_EQ(*from_hex("00FF107f"), b);
  EXPECT_FALSE(from_hex("0g"));
  EXPECT_FALSE(from_hex("000"));
  EXPECT_EQ(base64url(as_bytes("foobar")), "Zm9vYmFy");  // RFC 4648 section 10
  EXPECT_EQ(base64url(as_bytes("fooba")), "Zm9vYmE");
  EXPECT_EQ(as_text(*from_base64url("Zm9vYmE")), "fooba");
  EXPECT_FALSE(from_base64url("Zm9vYmF"));  // unused bits set
  EXPECT_FALSE(from_base64url("Zm9v="));
}

TEST(Bytes, Base64GivesThePublishedSpellings) {
  // RFC 4648 section 10
  std::pair<std::string_view, std::string_view> const vectors[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
  for (auto const& [plain, text] : vectors) {
    EXPECT_EQ(base64(as_bytes(plain)), text);
    ASSERT_TRUE(from_base64(text)) << text;
    EXPECT_EQ(as_text(*from_base64(text)), plain);
  }
  Bytes last_letters = {0xfb, 0xff, 0xbf};
  EXPECT_EQ(base64(last_letters), "+/+/");
  EXPECT_EQ(*from_base64("+/+/"), last_letters);
}

TEST(Bytes, Base64RefusesEveryOtherSpelling) {
  for (auto bad : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "Z===", "====", "=", "Zg==Zg==", "Zm9v\n", "Zm 9v",
                   "-_-_", "Zm9v====", "Zg=a", "Zm9vY", "\xc3\xbcgg"})
    EXPECT_FALSE(from_base64(bad)) << bad;
  EXPECT_FALSE(from_base64(std::string_view("Zm9\0", 4)));
}

TEST(Bytes, Utf8IsShortestFormWithoutSurrogates) {
  EXPECT_TRUE(is_utf8("plain"));
  EXPECT_TRUE(is_utf8("z\xc3\xbcrich \xf0\x9f\x98\x80"));
  EXPECT_FALSE(is_utf8("\xc0\xaf"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("\xe2\x82"));
}

TEST(Id, HasOneSpelling) {
  SystemRandom random;
  auto id = SubjectId::make(SystemClock().now(), random);
  EXPECT_EQ(*SubjectId::parse(id.text()), id);
  EXPECT_FALSE(SubjectId::parse("018F0000-0000-7000-8000-000000000000"));
  EXPECT_FALSE(SubjectId::parse("not-an-id"));
  EXPECT_EQ(id.text()[14], '7');
}

TEST(Id, RandomBytesDoNotRepeat) {
  SystemRandom random;
  std::set<Bytes> seen;
  for (int i = 0; i < 10000; ++i) EXPECT_TRUE(seen.insert(to_bytes(random.bytes<12>())).second);
}

TEST(Clock, Rfc3339RoundTripsAndRefusesNonsense) {
  Time at = from_micros(1'767'139'200'123'456);
  EXPECT_EQ(rfc3339(at), "2025-12-31T00:00:00.123456Z");
  EXPECT_EQ(*parse_rfc3339(rfc3339(at)), at);
  EXPECT_EQ(to_micros(*parse_rfc3339("1970-01-01T00:00:01Z")), 1'000'000);
  for (auto bad : {"2025-02-30T00:00:00Z", "2025-12-31T24:00:00Z", "2025-12-31T00:00:00", "2025-12-31T00:00:00.Z", ""})
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
}

TEST(Name, TakesSlugsOnly) {
  EXPECT_TRUE(FieldName::parse("chat_text-2"));
  for (auto bad : {"", "2x", "Upper", "a b", "a'b", "x/../y"}) EXPECT_FALSE(FieldName::parse(bad)) << bad;
  EXPECT_FALSE(FieldName::parse(std::string(41, 'a')));
}

TEST(Tlv, KeepsTagsAscendingAndLengthsPrefixed) {
  Tlv tlv;
  tlv.put(1, "ab").put_u32(2, 7);
  EXPECT_EQ(hex(tlv.view()),
            "010000000261620200000004"
            "00000007");
  EXPECT_DEATH(Tlv().put(2, "a").put(1, "b"), "invariant");
}

TEST(Json, EscapesAndNests) {
  Json json;
  json.object().member("a", "q\"\\\n\x01").key("b").array().value(1).value(true).null().end().end();
  EXPECT_EQ(json.text(), R"({"a":"q\"\\\u000a\u0001","b":[1,true,null]})");
}

TEST(Secret, IsMovedNotCopied) {
  static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
  auto a = Secret::copy_of(as_bytes("key"));
  Secret b = std::move(a);
  EXPECT_EQ(b.size(), 3u);
  EXPECT_TRUE(a.empty());
}

}  // namespace
}  // namespace troth
