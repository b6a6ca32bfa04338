#include "vault/collection.h"

#include <gtest/gtest.h>

#include "vault/blind_index.h"
#include "vault/definition_cache.h"

namespace troth::vault {
namespace {

CollectionName const kName = *CollectionName::parse("contact");

std::string field(std::string const& change = {}, std::string const& name = "email") {
  return R"({"name":")" + name +
         R"(","type":"text","sensitivity":"personal","purposes":["support"],"retention":"chat")" + change + "}";
}
std::string definition(std::string const& fields) { return "{\"fields\":[" + fields + "]}"; }
Result<Collection> parse(std::string const& text) { return parse_definition(kName, 3, text); }

TEST(Definition, IsReadWhole) {
  auto const out = parse(definition(field(R"(,"index":"email","required":true)") + "," +
                                    R"({"name":"score","type":"integer",)"
                                    R"("sensitivity":"special","purposes":["quality","support"],"retention":"short"})"))
                       .value();
  ASSERT_EQ(out.fields.size(), 2u);
  EXPECT_EQ(out.version, 3u);
  EXPECT_TRUE(out.fields[0].required && out.fields[0].indexed);
  EXPECT_EQ(out.fields[0].normaliser, Normaliser::email);
  EXPECT_EQ(out.fields[1].type, FieldType::integer);
  EXPECT_EQ(out.fields[1].sensitivity, Sensitivity::special);
  EXPECT_FALSE(out.fields[1].required || out.fields[1].indexed);
  EXPECT_EQ(out.all(), 0b11u);
  EXPECT_EQ(out.allowed(*PurposeName::parse("support")), 0b11u);
  EXPECT_EQ(out.allowed(*PurposeName::parse("quality")), 0b10u);
  EXPECT_EQ(out.allowed(*PurposeName::parse("marketing")), 0u);
  EXPECT_EQ(*out.mask({"score"}), 0b10u);
  EXPECT_EQ(out.mask({"score", "salary"}).error().code, Code::invalid);
  EXPECT_EQ(out.names(0b10), std::vector<std::string>{"score"});
}

TEST(Definition, IsTheSameAfterItsTextIsReadAgain) {
  auto const text = definition_text(parse(definition(field(R"(,"index":"phone")") + "," + field("", "name"))).value());
  EXPECT_EQ(definition_text(parse(text).value()), text);
}

/// What is remembered is the text's own: a changed definition is another text, however many there were.
TEST(Definition, IsRememberedByItsTextOnly) {
  auto text = [](int days) {
    return R"({"fields":[{"name":"email","type":"text","sensitivity":"personal","purposes":["support"],"retention":"days-)" +
           std::to_string(days) + R"("}]})";
  };
  for (int round = 0; round < 600; ++round) {
    int const days = round / 2 % 300;
    auto const fields = fields_of(text(days));
    ASSERT_TRUE(fields);
    EXPECT_EQ((*fields)[0].retention.text(), "days-" + std::to_string(days));
  }
  EXPECT_EQ((*fields_of(text(0)))[0].retention.text(), "days-0");
  for (int again = 0; again < 2; ++again)
    EXPECT_FALSE(fields_of("{}")) << "a refusal is not remembered as something else";
}

TEST(Definition, RefusesWhatSaysTooLittleOrTooMuch) {
  auto without = [](std::string const& member) {
    std::string text = field();
    auto const from = text.find("\"" + member);
    auto const to = std::min(text.find(",\"", from), text.size() - 1);
    return definition(text.erase(from, to - from + (text[to] == ',' ? 1 : 0)));
  };
  std::pair<std::string, std::string> const cases[] = {
      {without("sensitivity"), "/fields/0/sensitivity"},
      {without("purposes"), "/fields/0/purposes"},
      {definition(R"({"name":"a","type":"text","sensitivity":"personal","purposes":["support"]})"),
       "/fields/0/retention"},
      {without("type"), "/fields/0/type"},
      {without("name"), "/fields/0/name"},
      {definition(R"({"name":"a","type":"text","sensitivity":"personal","purposes":[],"retention":"chat"})"),
       "/fields/0/purposes"},
      {definition(field(R"(,"index":"soundex")")), "/fields/0/index"},
      {definition(field(R"(,"owner":"me")")), "/fields/0/owner"},
      {definition(field() + "," + field()), "/fields/1/name"},
      {definition(
           R"({"name":"a","type":"integer","sensitivity":"personal","purposes":["s"],"retention":"chat","index":"exact"})"),
       "/fields/0/index"},
      {definition(R"({"name":"A","type":"text","sensitivity":"personal","purposes":["s"],"retention":"chat"})"),
       "/fields/0/name"},
      {definition(""), "/fields"},
      {R"({"fields":{}})", "/fields"},
      {R"({"fields":[)" + field() + R"(],"more":1})", "/more"},
  };
  for (auto const& [text, at] : cases) {
    auto const parsed = parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, Code::invalid) << text;
    EXPECT_EQ(parsed.error().at.substr(0, at.size()), at) << text;
  }
}

TEST(Definition, HoldsAtMostSixtyFourFields) {
  std::string many = field("", "f0");
  for (int i = 1; i < 64; ++i) many += "," + field("", "f" + std::to_string(i));
  EXPECT_EQ(parse(definition(many)).value().all(), ~access::FieldMask{0});
  EXPECT_FALSE(parse(definition(many + "," + field("", "f64"))));
}

class Record : public ::testing::Test {
 protected:
  static Collection collection() {
    return parse(definition(
                     field(R"(,"required":true)", "text") + "," + field(R"(,"index":"email")") + "," +
                     R"({"name":"score","type":"integer","sensitivity":"internal","purposes":["s"],"retention":"c"},)"
                     R"({"name":"agreed","type":"boolean","sensitivity":"internal","purposes":["s"],"retention":"c"},)"
                     R"({"name":"seen","type":"timestamp","sensitivity":"internal","purposes":["s"],"retention":"c"})"))
        .value();
  }
  static Result<http::JsonValue::Object> check(std::string const& json, bool partial = false) {
    return check_record(collection(), *http::parse_json(json)->object(), partial);
  }
  static std::string refused_at(std::string const& json, bool partial = false) {
    auto const checked = check(json, partial);
    return checked ? "taken" : checked.error().at;
  }
};

TEST_F(Record, OfTheRightShapeIsGivenBack) {
  std::string const whole =
      R"({"agreed":true,"email":"a@example.com","score":-7,"seen":"2026-11-22T09:30:00Z","text":"hi"})";
  EXPECT_EQ(http::JsonValue(check(whole).value()).dump(), whole);
}

TEST_F(Record, IsRefusedWithThePlaceOfWhatIsWrong) {
  EXPECT_EQ(refused_at(R"({"text":"hi","nickname":"x"})"), "/nickname");
  EXPECT_EQ(refused_at(R"({"email":"a@example.com"})"), "/text");
  EXPECT_EQ(refused_at(R"({"email":"a@example.com"})", true), "taken") << "a change need not repeat what is required";
  EXPECT_NE(refused_at("{}", true), "taken");
  for (auto const* json : {R"({"text":7})", R"({"text":null})", R"({"text":["a"]})"})
    EXPECT_EQ(refused_at(json), "/text");
  for (auto const* json : {R"({"score":"7"})", R"({"score":7.5})", R"({"score":true})"})
    EXPECT_EQ(refused_at(json, true), "/score");
  EXPECT_EQ(refused_at(R"({"agreed":"true"})", true), "/agreed");
  for (auto const* json :
       {R"({"seen":"yesterday"})", R"({"seen":"2026-11-22"})", R"({"seen":"2026-02-30T00:00:00Z"})", R"({"seen":1})"})
    EXPECT_EQ(refused_at(json, true), "/seen") << json;
  for (auto const* json : {R"({"email":"nobody"})", R"({"email":"a@b@c"})", R"({"email":"@b"})", R"({"email":""})"})
    EXPECT_EQ(refused_at(json, true), "/email") << json;
  auto const longest = "{\"text\":\"" + std::string(16u << 10, 'x') + "\"}";
  EXPECT_EQ(refused_at(longest), "taken");
  EXPECT_EQ(check("{\"text\":\"" + std::string((16u << 10) + 1, 'x') + "\"}").error().code, Code::too_large);
}

// Numbers that card schemes publish for testing.
TEST_F(Record, WithACardNumberIsRefused) {
  for (auto const* text :
       {"4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "5500005555555559", "378282246310005",
        "6011000990139424", "3566002020360505", "30569309025904", "2223003122003222", "4222222222222",
        "6304000000000000", "pay with 4111 1111 1111 1111 please", "visa4111111111111111", "4111111111111111,",
        "7 4111 1111 1111 1111", "4111 1111 1111 1111 12/29", "number 12-4111-1111-1111-1111"})
    EXPECT_EQ(refused_at("{\"text\":\"" + std::string(text) + "\"}"), "/text") << text;
}

TEST_F(Record, WithAnotherLongNumberIsTaken) {
  for (auto const* text :
       {"4111111111111112", "order 20261122000017", "550e8400-e29b-41d4-a416-446655440000", "+4915112345678",
        "+4111111111111111", "2026-11-22 2026-11-23",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "411111111111", "1234567890123456",
        "00340434161094042557", "41111111111111111111", "192.168.100.200 10.0.0.1", "", "4111 1111  1111 1111"})
    EXPECT_EQ(refused_at("{\"text\":\"" + std::string(text) + "\"}"), "taken") << text;
}

TEST_F(Record, WithAUuidIsTakenWhicheverItIs) {
  SystemRandom random;
  for (int i = 0; i < 2'000; ++i) {
    auto const id = SubjectId::make_random(random).text();
    EXPECT_EQ(refused_at("{\"text\":\"see " + id + ".\"}"), "taken") << id;
  }
}

TEST(Normalise, GivesOneSpelling) {
  EXPECT_EQ(*normalise(Normaliser::email, "  Ada.B@Example.COM "), "ada.b@example.com");
  EXPECT_EQ(*normalise(Normaliser::phone, "+49 (170) 123-45.67"), "+491701234567");
  EXPECT_EQ(*normalise(Normaliser::phone, "+49/170/1234567"), "+491701234567");
  EXPECT_EQ(*normalise(Normaliser::exact, " As Given "), " As Given ");
}

TEST(Normalise, RefusesWhatIsNotOfTheKind) {
  for (auto const* text : {"", "@", "a@", "@b", "ab", "a@b@c", "   "})
    EXPECT_FALSE(normalise(Normaliser::email, text)) << text;
  for (auto const* text : {"", "+", "170 1234567", "+49 170 CALLME", "+1", "+1234567890123456", "49+170", "++49170"})
    EXPECT_FALSE(normalise(Normaliser::phone, text)) << text;
}

}  // namespace
}  // namespace troth::vault
