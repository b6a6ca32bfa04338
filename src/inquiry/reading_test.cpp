#include "inquiry/reading.h"

#include "inquiry/export.h"
#include "inquiry/inquiry_fixture.h"
#include "inquiry/opening.h"
#include "merkle/receipt.h"

namespace troth::inquiry {
namespace {

class Reading : public LogHouse {
 protected:
  Reading() { index(); }
  PrincipalId const eve_ = PrincipalId::make_random(house().random());
  TokenId const token_ = TokenId::make_random(house().random());

  http::Response shown(EventId event) {
    auto const leave = reader();
    auto const decision = at_.decided([&](Context const& c) { return show(c, leave, event.text()); });
    EXPECT_EQ(decision.writes.events().front().type, act::EventType::log_opened);
    return decision.reply;
  }
  Result<vault::Decision> receipt_of(EventId event, std::string_view parts) {
    auto const leave = reader();
    return at_.decide([&](Context const& c) { return receipt(c, leave, seals(), event.text(), parts); });
  }
};

TEST_F(Reading, OpensAnEventWhosePartsAnybodyCanCheckAgainstItsLeaf) {
  auto const ada = at_.add_subject();
  auto const event = look(ada, eve_, token_);
  auto const body = json_of(shown(event).body);
  EXPECT_EQ(*at(body, "event").text(), event.text());
  EXPECT_EQ(*at(at(body, "whom"), "subject").text(), ada.text());
  EXPECT_FALSE(*at(body, "erased").boolean());
  auto const leaf = *from_base64(*at(body, "leaf").text());
  EXPECT_EQ(*at(body, "leaf_hash").text(), hex(merkle::leaf_hash(leaf)));
  unsigned index = 0;
  for (auto const* part : {"what", "who", "whom"}) {
    auto const nonce = *from_base64(*at(at(body, "nonces"), part).text());
    auto const commitment = merkle::part_commitment(++index, nonce, as_bytes(at(body, part).dump()));
    EXPECT_EQ(hex(commitment), hex(ByteView(leaf).subspan(11 + 32 * (index - 1), 32))) << part;
  }
  EXPECT_EQ(house().count("SELECT COUNT(*) FROM event WHERE type = 72 AND subject_id = $1", {ada}), 1)
      << "who read it is on the person's record";
}

TEST_F(Reading, WhoWasErasedStaysClosedAndTheRestOpens) {
  auto const ada = at_.add_subject();
  auto const event = look(ada, eve_, token_);
  erase(ada);
  seal();
  auto const body = json_of(shown(event).body);
  EXPECT_TRUE(*at(body, "erased").boolean());
  EXPECT_TRUE(at(body, "whom").is_null());
  EXPECT_TRUE(at(at(body, "nonces"), "whom").is_null());
  EXPECT_EQ(*at(at(body, "what"), "collection").text(), "contact");
  EXPECT_EQ(refusal_of(receipt_of(event, "whom")), Code::gone);
  EXPECT_EQ(must(receipt_of(event, "what,who")).reply.status, 200) << "its proof goes on to hold";
}

TEST_F(Reading, NothingOfAPersonCanBeCommittedAfterTheErasureBegan) {
  auto const ada = at_.add_subject();
  auto const event = look(ada, eve_, token_);
  auto const leave = reader();
  auto const decided = must(at_.decide([&](Context const& c) { return show(c, leave, event.text()); }));
  must(house().commit(store::WriteSet(house().event({tenant(), act::EventType::erasure_intended, "{}", "{}", "{}", {}}))
                          .then(vault::sql::begin_erasure, {tenant(), ada, 1})));
  EXPECT_EQ(refusal_of(house().commit(decided.writes)), Code::conflict);
}

TEST_F(Reading, AnAbsentAForeignAndAMalformedEventAreTheSame) {
  auto const foreign = house().event({kCell, act::EventType::recorded, "{}", "{}", "{}", {}});
  must(house().commit(store::WriteSet(foreign)));
  for (auto const& id : {foreign.id.text(), EventId::make_random(house().random()).text(), std::string("x")}) {
    auto const leave = reader();
    auto const asked = at_.decide([&](Context const& c) { return show(c, leave, id); });
    EXPECT_EQ(refusal_of(asked), Code::not_found);
    EXPECT_EQ(asked.error().message, "there is nothing here");
  }
}

TEST_F(Reading, AReceiptVerifiesFromTheEventToTheCellLog) {
  auto const ada = at_.add_subject();
  for (int i = 0; i < 300; ++i) look(ada, eve_, token_);
  auto const event = look(ada, eve_, token_);
  auto const early = must(receipt_of(event, ""));
  EXPECT_EQ(early.reply.status, 409) << "not sealed yet";
  EXPECT_TRUE(early.reply.headers.get("Retry-After"));
  seal();
  look(ada, eve_, token_);  // grown beyond the seal
  for (auto const* parts : {"", "what,who,whom"}) {
    auto const decision = must(receipt_of(event, parts));
    ASSERT_EQ(decision.reply.status, 200) << decision.reply.body;
    auto const parsed = must(merkle::Receipt::parse(decision.reply.body));
    auto const verdict = merkle::verify(parsed, nullptr);
    EXPECT_EQ(verdict.outcome, merkle::Outcome::not_pinned) << verdict.checks.back().says;
    EXPECT_EQ(parsed.parts.size(), *parts ? 3u : 0u);
    EXPECT_EQ(decision.writes.events().front().type, *parts ? act::EventType::log_opened : act::EventType::log_read);
  }
  for (auto const* bad : {"x", "what,", ",", "what,what", "whom,,who"})
    EXPECT_EQ(refusal_of(receipt_of(event, bad)), Code::invalid) << bad;
}

TEST_F(Reading, TilesReachAsFarAsTheSeal) {
  auto const leave = reader();
  auto const ask = [&](std::string_view path) {
    return at_.decide([&](Context const& c) { return tile(c, leave, seals(), path); });
  };
  EXPECT_EQ(must(ask("0/000.p/1")).reply.status, 404) << "before the first seal";
  auto const ada = at_.add_subject();
  while (house().count("SELECT COUNT(*) FROM event WHERE tenant_id = $1", {tenant()}) < 258) look(ada, eve_, token_);
  seal();
  look(ada, eve_, token_);
  EXPECT_EQ(must(ask("0/000")).reply.body.size(), 8192u);
  EXPECT_EQ(must(ask("0/001.p/2")).reply.body.size(), 64u);
  EXPECT_EQ(must(ask("1/000.p/1")).reply.body.size(), 32u);
  EXPECT_EQ(must(ask("entries/001.p/2")).reply.body.size(), 2 * (2 + act::kLeafSize));
  for (auto const* beyond :
       {"0/001.p/3", "0/001", "0/002.p/1", "1/000", "2/000.p/1", "entries/001.p/3", "0/0", "..", ""})
    EXPECT_EQ(refusal_of(ask(beyond)), Code::not_found) << beyond;
}

TEST_F(Reading, AnExportLeavesOutWhomAndEndsWhereTheLogDoes) {
  auto const ada = at_.add_subject();
  look(ada, eve_, token_);
  seal();
  auto const leave = reader();
  std::string all;
  std::int64_t cursor = 0, lines = 0;
  for (bool more = true; more;) {
    auto const page = must(at_.decide([&](Context const& c) { return export_events(c, leave, seals(), cursor, 3); }));
    all += page.reply.body;
    auto const next = page.reply.headers.get("Next-Cursor");
    more = next.has_value();
    if (more) cursor = std::stoll(std::string(*next));
  }
  for (std::size_t from = 0, end; (end = all.find('\n', from)) != all.npos; from = end + 1, ++lines) {
    auto const line = json_of(all.substr(from, end - from));
    EXPECT_EQ(*at(line, "type_uid").integer(),
              *at(line, "class_uid").integer() * 100 + *at(line, "activity_id").integer());
    auto const& troth = at(at(line, "unmapped"), "troth");
    EXPECT_EQ(*at(troth, "index").integer(), lines);
    EXPECT_EQ(*at(troth, "leaf_hash").text(), hex(merkle::leaf_hash(*from_base64(*at(troth, "leaf").text()))));
  }
  EXPECT_EQ(lines, house().count("SELECT COUNT(*) FROM event WHERE tenant_id = $1", {tenant()}));
  EXPECT_EQ(all.find(ada.text()), std::string::npos);
  EXPECT_EQ(all.find("whom"), std::string::npos);
}

}  // namespace
}  // namespace troth::inquiry
