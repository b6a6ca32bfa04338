#include <gtest/gtest.h>

#include "vault/forms.h"

namespace troth::vault {
namespace {

FormName const kName = *FormName::parse("page");

std::string text(std::string const& origins = R"("https://www.example.com")", std::string const& more = {}) {
  return R"({"collection":"contact","purpose":"support","fields":["email","display_name"],"origins":[)" + origins +
         R"(],"notice":"site","per_minute":10,"per_day":100)" + more + "}";
}
Result<Form> parse(std::string const& json) { return parse_form(kName, 2, PrincipalId(), json); }

TEST(FormDefinition, IsReadWhole) {
  auto const form =
      parse(text(R"("https://www.example.com","https://shop.example.com:8443")", R"(,"cards":"mask","ages":"adults")"))
          .value();
  EXPECT_EQ(form.version, 2u);
  EXPECT_TRUE(form.takes("email") && !form.takes("score"));
  EXPECT_TRUE(form.answers("https://shop.example.com:8443"));
  EXPECT_FALSE(form.answers("https://shop.example.com") || form.answers(""));
  EXPECT_EQ(form.quota.per_minute, 10);
  EXPECT_EQ(form.quota.per_day, 100);
  EXPECT_EQ(form.cards, Cards::mask);
  EXPECT_EQ(form.ages, Ages::adults);
}

TEST(FormDefinition, IsTheSameAfterItsTextIsReadAgain) {
  for (auto more : {"", R"(,"cards":"mask","ages":"declared")"}) {
    auto const once = form_text(parse(text(R"("https://www.example.com")", more)).value());
    EXPECT_EQ(form_text(parse(once).value()), once);
  }
}

TEST(FormDefinition, RefusesAnOriginThatIsNone) {
  for (auto origin : {"",
                      "https://",
                      "https://a",
                      "https://a.",
                      "https://.com",
                      "https://a..com",
                      "https://-a.com",
                      "https://a_b.com",
                      "https://a.com:",
                      "https://a.com:0",
                      "https://a.com:080",
                      "https://a.com:443",
                      "https://a.com:65536",
                      "https://a.com:8443/",
                      "https://a.com/",
                      "https://A.com",
                      "https://*.a.com",
                      "http://a.com",
                      "https://a.com?x",
                      "https://u@a.com",
                      " https://a.com",
                      "https://[::1]"})
    EXPECT_EQ(parse(text("\"" + std::string(origin) + "\"")).error().at, "/origins/0") << origin;
}

TEST(FormDefinition, FitsACollectionThatHasItsFieldsForItsPurpose) {
  auto const form = parse(text()).value();
  auto field = [](std::string const& name, std::string const& purpose, std::string const& more = {}) {
    return R"({"name":")" + name + R"(","type":"text","sensitivity":"personal","purposes":[")" + purpose +
           R"("],"retention":"chat")" + more + "}";
  };
  auto fits_with = [&](std::string const& fields) {
    auto const name = *CollectionName::parse("contact");
    auto result = fits(form, parse_definition(name, 1, "{\"fields\":[" + fields + "]}").value());
    return result ? std::string("yes") : result.error().at;
  };
  auto const email = field("email", "support"), shown = field("display_name", "support");
  EXPECT_EQ(fits_with(email + "," + shown), "yes");
  EXPECT_EQ(fits_with(shown), "/fields/0");
  EXPECT_EQ(fits_with(email + "," + field("display_name", "quality")), "/fields/1");
  EXPECT_EQ(fits_with(email + "," + shown + "," + field("text", "support", R"(,"required":true)")), "/fields (text)");
}

}  // namespace
}  // namespace troth::vault
