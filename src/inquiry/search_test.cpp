#include "inquiry/search.h"

#include "inquiry/blast_radius.h"
#include "inquiry/inquiry_fixture.h"

namespace troth::inquiry {
namespace {

class Searches : public LogHouse {
 protected:
  http::JsonValue found(Query const& query) {
    auto const leave = reader();
    auto const decision = at_.decided([&](Context const& c) { return search(c, leave, query); });
    EXPECT_EQ(decision.writes.events().front().type, act::EventType::log_searched);
    return json_of(decision.reply.body);
  }
  std::vector<std::string> ids(http::JsonValue const& page) {
    std::vector<std::string> out;
    for (auto const& event : *at(page, "events").array()) out.push_back(*at(event, "event").text());
    return out;
  }
  http::JsonValue reached(Reach const& reach) {
    auto const leave = reader();
    return json_of(at_.decided([&](Context const& c) { return blast_radius(c, leave, reach); }).reply.body);
  }
  template <class SomeId>
  SomeId fresh() {
    return SomeId::make_random(house().random());
  }
  Query of(PrincipalId actor) {
    Query query;
    query.actor = actor;
    return query;
  }
};

TEST_F(Searches, FindTheSameInTheIndexAndInTheTail) {
  auto const ada = at_.add_subject(), bob = at_.add_subject();
  auto const eve = fresh<PrincipalId>(), mallory = fresh<PrincipalId>();
  auto const day = fresh<TokenId>(), night = fresh<TokenId>();
  std::vector<std::string> expected{look(ada, eve, day).text(), look(bob, eve, night).text()};
  index();
  look(ada, mallory, day);
  expected.push_back(look(ada, eve, night).text());

  EXPECT_EQ(ids(found(of(eve))), expected) << "two from the index, one from the tail";
  Query query = of(eve);
  query.token = night;
  EXPECT_EQ(ids(found(query)), (std::vector<std::string>{expected[1], expected[2]}));
  query.subject = ada;
  EXPECT_EQ(ids(found(query)), std::vector<std::string>{expected[2]});
  index();
  EXPECT_EQ(ids(found(query)), std::vector<std::string>{expected[2]});
  EXPECT_EQ(ids(found(of(eve))), expected);
  EXPECT_TRUE(ids(found(of(fresh<PrincipalId>()))).empty());
}

TEST_F(Searches, GoOnFromTheirCursorWithoutAGapOrADouble) {
  auto const ada = at_.add_subject();
  auto const eve = fresh<PrincipalId>();
  auto const token = fresh<TokenId>();
  std::vector<std::string> expected, got;
  for (int i = 0; i < 7; ++i) {
    expected.push_back(look(ada, eve, token).text());
    if (i == 3) index();
  }
  Query query = of(eve);
  query.limit = 3;
  int pages = 0;
  for (;; ++pages) {
    auto const page = found(query);
    for (auto const& id : ids(page)) got.push_back(id);
    if (at(page, "next").is_null()) break;
    query.cursor = std::stoll(*at(page, "next").text());
  }
  EXPECT_EQ(got, expected);
  EXPECT_EQ(pages, 2);
  query.cursor = 1'000'000;
  auto const leave = reader();
  EXPECT_EQ(refusal_of(at_.decide([&](Context const& c) { return search(c, leave, query); })), Code::invalid);
}

TEST_F(Searches, KeepToTypeAndTime) {
  auto const ada = at_.add_subject();
  auto const eve = fresh<PrincipalId>();
  auto const token = fresh<TokenId>();
  auto const early = look(ada, eve, token);
  house().clock().pass(std::chrono::hours(1));
  auto const from = at_.now();
  auto const middle = look(ada, eve, token);
  house().clock().pass(std::chrono::seconds(30));
  auto const late = look(ada, eve, token);
  for (bool indexed : {false, true}) {
    if (indexed) index();
    Query query;
    query.type = act::EventType::consulted;
    EXPECT_EQ(ids(found(query)), (std::vector<std::string>{early.text(), middle.text(), late.text()}));
    query.from = from;
    EXPECT_EQ(ids(found(query)), (std::vector<std::string>{middle.text(), late.text()}));
    query.to = from + std::chrono::seconds(29);
    EXPECT_EQ(ids(found(query)), std::vector<std::string>{middle.text()});
    query.type = act::EventType::altered;
    EXPECT_TRUE(ids(found(query)).empty());
  }
}

TEST_F(Searches, NameNobodyWhoWasErased) {
  auto const ada = at_.add_subject(), bob = at_.add_subject();
  auto const eve = fresh<PrincipalId>();
  auto const token = fresh<TokenId>();
  look(ada, eve, token);
  index();
  look(ada, eve, token), look(bob, eve, token);
  erase(ada);
  auto const page = found(of(eve));
  auto const& events = *at(page, "events").array();
  ASSERT_EQ(events.size(), 3u);
  for (int i : {0, 1}) {
    EXPECT_TRUE(at(events[i], "subject").is_null());
    EXPECT_TRUE(*at(events[i], "erased").boolean());
  }
  EXPECT_EQ(*at(events[2], "subject").text(), bob.text());
  EXPECT_EQ(page.dump().find(ada.text()), std::string::npos);
  Query query;
  query.subject = ada;
  EXPECT_TRUE(ids(found(query)).empty());
  index();
  EXPECT_TRUE(ids(found(query)).empty()) << "the index does not bring a person back";
  EXPECT_EQ(house().count("SELECT COUNT(*) FROM event_search WHERE key = $1", {ada}), 0);
}

TEST_F(Searches, ALookForAPersonIsOnThatPersonsRecord) {
  auto const ada = at_.add_subject();
  Query query;
  query.subject = ada;
  found(query);
  EXPECT_EQ(house().count("SELECT COUNT(*) FROM event WHERE type = 71 AND subject_id = $1", {ada}), 1);
}

TEST_F(Searches, NeedAGrantOfOneWhoWasNamedForIt) {
  auto const leave = at_.grant(act::Operation::administration);
  EXPECT_EQ(refusal_of(at_.decide([&](Context const& c) { return search(c, leave, {}); })), Code::denied);
}

TEST_F(Searches, ABlastRadiusCountsPersonsFieldsAndEventsExactly) {
  auto const ada = at_.add_subject(), bob = at_.add_subject(), carl = at_.add_subject();
  auto const eve = fresh<PrincipalId>(), other = fresh<PrincipalId>();
  auto const token = fresh<TokenId>(), later = fresh<TokenId>();
  look(carl, eve, token);
  house().clock().pass(std::chrono::hours(1));
  Reach reach;
  reach.actor = eve;
  reach.from = at_.now();
  look(ada, eve, token), look(ada, eve, token, "score"), look(bob, eve, later);
  index();
  look(bob, eve, token), look(carl, other, token), look(std::nullopt, eve, token);
  reach.to = at_.now();
  erase(bob);

  auto const of_eve = reached(reach);
  EXPECT_EQ(*at(of_eve, "subjects").integer(), 2);
  EXPECT_EQ(*at(of_eve, "erased_since").integer(), 1);
  EXPECT_EQ(*at(of_eve, "events").integer(), 5);
  EXPECT_EQ(*at(of_eve, "without_subject").integer(), 1);
  EXPECT_EQ(at(of_eve, "fields").dump(), R"({"contact.email":2,"contact.score":1})");
  EXPECT_EQ(at(of_eve, "types").dump(), R"({"record.consulted":5})");
  EXPECT_TRUE(*at(of_eve, "complete").boolean());
  EXPECT_EQ(*at(of_eve, "listed").integer(), 2);
  EXPECT_NE(of_eve.dump().find(ada.text()), std::string::npos);
  EXPECT_EQ(of_eve.dump().find(bob.text()), std::string::npos) << "who was erased is a handle";
  EXPECT_NE(of_eve.dump().find("\"handle\""), std::string::npos);

  reach.actor.reset();
  reach.token = later;
  auto const of_later = reached(reach);
  EXPECT_EQ(*at(of_later, "subjects").integer(), 1);
  EXPECT_EQ(*at(of_later, "events").integer(), 1);
  reach.to = reach.from - Duration(1);
  auto const leave = reader();
  EXPECT_EQ(refusal_of(at_.decide([&](Context const& c) { return blast_radius(c, leave, reach); })), Code::invalid);
}

}  // namespace
}  // namespace troth::inquiry
