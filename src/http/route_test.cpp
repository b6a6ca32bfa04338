#include "http/route.h"

#include <gtest/gtest.h>

namespace troth::http {
namespace {

Router const& router() {
  static Router const table({{Method::get, "/"},
                             {Method::get, "/v1/tenants/{tenant}"},
                             {Method::put, "/v1/tenants/{tenant}"},
                             {Method::del, "/v1/tenants/{id}"},
                             {Method::get, "/v1/tenants/self"},
                             {Method::post, "/v1/tenants/{tenant}/subjects", 1u << 20},
                             {Method::get, "/v1/tenants/{tenant}/subjects/{subject}"},
                             {Method::get, "/v1/tenants/self/keys"},
                             {Method::get, "/v1/tenants/{tenant}/log/tile/{tile...}"},
                             {Method::get, "/v1/tenants/{tenant}/log/tile/entries"},
                             {Method::get, "/v1/tenants/{tenant}/log/tile/{level}/end"},
                             {Method::put, "/v1/tenants/{tenant}/log/tile/{rest...}"}});
  return table;
}

Code refusal(std::string_view target) { return router().match(Method::get, target).error().code; }

TEST(Router, FindsTheRouteAndItsPlaceholders) {
  auto matched = router().match(Method::get, "/v1/tenants/t-1/subjects/s%20%C3%A9");
  ASSERT_TRUE(matched);
  EXPECT_EQ(router().route(matched->index).pattern, "/v1/tenants/{tenant}/subjects/{subject}");
  EXPECT_EQ(matched->path.at("tenant"), "t-1");
  EXPECT_EQ(matched->path.at("subject"), "s \xc3\xa9");
  EXPECT_TRUE(matched->query.empty());
  EXPECT_EQ(router().match(Method::get, "/")->index, 0u);
}

TEST(Router, TellsMethodsApartAndNamesPlaceholdersByTheirOwnPattern) {
  EXPECT_EQ(router().match(Method::put, "/v1/tenants/t")->index, 2u);
  EXPECT_EQ(router().match(Method::del, "/v1/tenants/t")->path.at("id"), "t");
  EXPECT_EQ(router().route(router().match(Method::post, "/v1/tenants/t/subjects")->index).body_limit, 1u << 20);
}

TEST(Router, PrefersLiteralsAndGoesBackWhenTheyLeadNowhere) {
  EXPECT_EQ(router().match(Method::get, "/v1/tenants/self")->index, 4u);
  EXPECT_EQ(router().match(Method::put, "/v1/tenants/self")->path.at("tenant"), "self");
  EXPECT_EQ(router().match(Method::post, "/v1/tenants/self/subjects")->path.at("tenant"), "self");
  EXPECT_EQ(router().match(Method::get, "/v1/tenants/self/keys")->index, 7u);
}

TEST(Router, ATailTakesAllSegmentsThatAreLeft) {
  auto const at = [](std::string_view target) { return std::move(router().match(Method::get, target)).value(); };
  auto const tile = at("/v1/tenants/t/log/tile/0/x001/067.p/17");
  EXPECT_EQ(tile.index, 8u);
  EXPECT_EQ(tile.path.at("tenant"), "t");
  EXPECT_EQ(tile.path.at("tile"), "0/x001/067.p/17");
  EXPECT_EQ(at("/v1/tenants/t/log/tile/0").path.at("tile"), "0") << "one is enough";
  EXPECT_EQ(router().match(Method::put, "/v1/tenants/t/log/tile/a/b")->path.at("rest"), "a/b");
  EXPECT_EQ(router().allow("/v1/tenants/t/log/tile/a/b"), "GET, PUT");
}

TEST(Router, ATailGivesWayToWhatIsMoreLiteral) {
  EXPECT_EQ(router().match(Method::get, "/v1/tenants/t/log/tile/entries")->index, 9u);
  EXPECT_EQ(router().match(Method::get, "/v1/tenants/t/log/tile/0/end")->index, 10u);
  EXPECT_EQ(router().match(Method::get, "/v1/tenants/t/log/tile/0/end/more")->index, 8u);
  EXPECT_EQ(router().match(Method::get, "/v1/tenants/t/log/tile/entries/000")->path.at("tile"), "entries/000");
  EXPECT_EQ(refusal("/v1/tenants/t/log/tile"), Code::not_found) << "none is too few";
  EXPECT_EQ(refusal("/v1/tenants/t/log/tile/../x"), Code::invalid);
}

TEST(Router, DoesNotFindWhatIsNotThere) {
  for (auto target : {"/v1", "/v1/tenants", "/v2/tenants/t", "/v1/tenants/t/subjects/s/more", "/V1/tenants/t"})
    EXPECT_EQ(refusal(target), Code::not_found) << target;
  EXPECT_EQ(router().match(Method::other, "/").error().code, Code::not_found);
}

TEST(Router, NamesTheOtherMethodsOfAPath) {
  EXPECT_EQ(refusal("/v1/tenants/t/subjects"), Code::not_found);
  EXPECT_EQ(router().allow("/v1/tenants/t/subjects?x=1"), "POST");
  EXPECT_EQ(router().allow("/v1/tenants/self"), "GET, PUT, DELETE");
  EXPECT_EQ(router().allow("/nowhere"), "");
  EXPECT_EQ(router().allow("/v1/tenants/%00"), "");
}

TEST(Router, RefusesPathsThatCouldBeReadInTwoWays) {
  for (auto target :
       {"", "v1", "*", "http://example.com/", "//", "/v1/", "/v1//tenants/t", "/v1/tenants/", "/v1/tenants/.",
        "/v1/tenants/..", "/v1/tenants/%2e", "/v1/tenants/%2E%2e", "/v1/tenants/.%2e", "/v1/tenants/a%2Fb",
        "/v1/tenants/a%2fb", "/v1/tenants/a%5cb", "/v1/tenants/a\\b", "/v1/tenants/t#part"})
    EXPECT_EQ(refusal(target), Code::invalid) << target;
}

TEST(Router, RefusesBadEncodingControlCharactersAndWhatIsNotUtf8) {
  for (auto target :
       {"/v1/tenants/%", "/v1/tenants/%4", "/v1/tenants/%4x", "/v1/tenants/%x4", "/v1/tenants/%+1", "/v1/tenants/%00",
        "/v1/tenants/a%0d%0ab", "/v1/tenants/%7f", "/v1/tenants/a\tb", "/v1/tenants/a b", "/v1/tenants/%ff",
        "/v1/tenants/%c0%af", "/v1/tenants/%ed%a0%80", "/v1/tenants/\xc3\xa9"})
    EXPECT_EQ(refusal(target), Code::invalid) << target;
  EXPECT_EQ(refusal(std::string_view("/v1/tenants/a\0b", 15)), Code::invalid);
}

TEST(Router, DecodesOnceOnly) {
  EXPECT_EQ(router().match(Method::get, "/v1/tenants/%252F")->path.at("tenant"), "%2F");
  EXPECT_EQ(router().match(Method::get, "/v1/tenants/a+b")->path.at("tenant"), "a+b");
  EXPECT_EQ(router().match(Method::get, "/%76%31/tenants/self")->index, 4u);
}

TEST(Router, ReadsEachQueryParameterOnce) {
  auto matched = router().match(Method::get, "/?a=1&b=two+words%2B%26%3d&flag&empty=&c=x=y&d=/?");
  ASSERT_TRUE(matched);
  std::map<std::string, std::string, std::less<>> const expected = {{"a", "1"},    {"b", "two words+&="}, {"flag", ""},
                                                                    {"empty", ""}, {"c", "x=y"},          {"d", "/?"}};
  EXPECT_EQ(matched->query, expected);
  EXPECT_TRUE(router().match(Method::get, "/?")->query.empty());
}

TEST(Router, RefusesBadQueries) {
  for (auto target : {"/?a=1&a=1", "/?a&%61=2", "/?a=%", "/?a=%g0", "/?%00=1", "/?a=%0a", "/?a=%ff", "/?=1", "/?a=1&",
                      "/?&a=1", "/?a=1&&b=2", "/?&", "/?a=1#x"}) {
    auto matched = router().match(Method::get, target);
    ASSERT_FALSE(matched) << target;
    EXPECT_EQ(matched.error().code, Code::invalid) << target;
    EXPECT_EQ(matched.error().at, "query") << target;
  }
}

TEST(RouterDeathTest, ATableThatContradictsItselfDoesNotStart) {
  using Table = std::vector<Route>;
  EXPECT_DEATH(Router(Table{{Method::get, "/a/{x}"}, {Method::get, "/a/{y}"}}), "invariant");
  EXPECT_DEATH(Router(Table{{Method::get, "/{x}/{x}"}}), "invariant");
  EXPECT_DEATH(Router(Table{{Method::get, "a"}}), "invariant");
  EXPECT_DEATH(Router(Table{{Method::get, "/a//b"}}), "invariant");
  EXPECT_DEATH(Router(Table{{Method::get, "/a/"}}), "invariant");
  EXPECT_DEATH(Router(Table{{Method::get, "/{x"}}), "invariant");
  EXPECT_DEATH(Router(Table{{Method::get, "/{...}"}}), "invariant");
  EXPECT_DEATH(Router(Table{{Method::get, "/a/{x...}/b"}}), "invariant");
  EXPECT_DEATH(Router(Table{{Method::get, "/a/{x...}"}, {Method::get, "/a/{y...}"}}), "invariant");
}

}  // namespace
}  // namespace troth::http
