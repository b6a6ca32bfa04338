#include "trust/tom.h"

#include "trust/degradation.h"
#include "trust/tom_describe.h"
#include "trust/tom_fixture.h"

namespace troth::trust {
namespace {

using State = TomVersion::State;
using std::chrono::days;
using std::chrono::minutes;

class Tom : public ::testing::Test {
 protected:
  void SetUp() override {
    author_ = at_.person();
    first_ = at_.person();
    second_ = at_.person();
  }
  /// Version 1, in force from now on.
  void publish_first() {
    must(at_.draft(author_, at_.sound(at_.now())));
    must(at_.approve(first_, 1));
  }
  /// A promise of fewer days of notice than version 1's.
  Draft weaker(Time from) {
    auto out = at_.sound(from);
    out.promises["tom.notice_days"] = 20;
    return out;
  }

  /// The text of version 1 with other words in one place, as an earlier build would have published it.
  void published_in_other_words(std::string_view words, std::string_view others) {
    auto text = TomText::parse(at_.version(1).text).value();
    for (auto& clause : text.clauses)
      if (auto const found = clause.canonical.find(words); found != std::string::npos)
        clause.canonical.replace(found, words.size(), others);
    auto const old = text.encode();
    must(at_.house().commit(
        store::WriteSet(at_.house().event({kCell, act::EventType::tom_drafted, "{}", "{}", "{}", {}}))
            .then("UPDATE tom_version SET text = $1, hash = $2 WHERE tenant_id = $3", {old, hash_of(old), kCell})));
  }

  TomHouse at_;
  PrincipalId author_, first_, second_;
};

TEST_F(Tom, IsARehearsalUntilTheFirstVersionIsPublished) {
  EXPECT_EQ(at_.effective(at_.now()), 0);
  must(at_.draft(author_, at_.sound(at_.now())));
  EXPECT_EQ(at_.effective(at_.now() + days(1)), 0) << "a draft holds never";
  EXPECT_TRUE(at_.entries().empty());
  must(at_.approve(first_, 1));
  EXPECT_EQ(at_.effective(at_.now()), 1);
}

TEST_F(Tom, PuttingAHashIntoTheEvidenceLogIsPartOfPublishing) {
  publish_first();
  auto const version = at_.version(1);
  EXPECT_EQ(at_.entries(), std::vector<std::string>{"troth-tom/v1\nversion 1\nhash " + version.hash + "\neffective " +
                                                    rfc3339(version.effective_from) + "\n"});
  EXPECT_EQ(version.index, 0u);
  EXPECT_EQ(version.hash, hash_of(version.text));
  EXPECT_EQ(version.approvers, std::vector<std::string>{first_.text()});
}

TEST_F(Tom, NobodyApprovesTheirOwnDraftOrTwice) {
  publish_first();
  must(at_.draft(author_, weaker(at_.now() + days(40))));
  EXPECT_EQ(refusal_of(at_.approve(author_, 2)), Code::conflict);
  must(at_.approve(first_, 2));
  EXPECT_EQ(refusal_of(at_.approve(first_, 2)), Code::conflict);
  EXPECT_EQ(refusal_of(at_.approve(second_, 3)), Code::not_found);
}

TEST_F(Tom, AWeakerPromiseTakesTwoApproversAndItsNotice) {
  publish_first();
  must(at_.draft(author_, weaker(at_.now() + days(31))));
  must(at_.approve(first_, 2));
  EXPECT_EQ(at_.version(2).state, State::draft);
  EXPECT_EQ(at_.entries().size(), 1u);
  at_.house().clock().pass(days(2));
  EXPECT_EQ(refusal_of(at_.approve(second_, 2)), Code::conflict) << "29 days are left";
  must(at_.withdraw(author_, 2));

  must(at_.draft(author_, weaker(at_.now() + days(30))));
  must(at_.approve(first_, 3));
  must(at_.approve(second_, 3));
  EXPECT_EQ(at_.version(3).state, State::approved);
  EXPECT_EQ(at_.entries().size(), 2u);
  EXPECT_EQ(at_.effective(at_.now() + days(29)), 1);
  EXPECT_EQ(at_.effective(at_.now() + days(30)), 3);
}

TEST_F(Tom, TheNoticeIsNotCutInTwoSteps) {
  publish_first();
  auto none = at_.sound(at_.now() + days(31));
  none.promises["tom.notice_days"] = 0;
  must(at_.draft(author_, none));
  must(at_.approve(first_, 2));
  must(at_.approve(second_, 2));
  auto next = none;
  next.promises["log.seal_seconds"] = 20;
  next.effective_from += minutes(1);
  at_.house().clock().pass(days(30));
  must(at_.draft(author_, next));
  must(at_.approve(first_, 3));
  EXPECT_EQ(refusal_of(at_.approve(second_, 3)), Code::conflict)
      << "version 1 holds still, and promised to tell of it 30 days before";
  must(at_.withdraw(author_, 3));

  at_.house().clock().pass(days(1));
  must(at_.draft(author_, next));
  must(at_.approve(first_, 4));
  must(at_.approve(second_, 4));
  EXPECT_EQ(at_.effective(at_.now() + minutes(1)), 4) << "who was told of version 2 in time relies on no notice";
}

TEST_F(Tom, NoPromiseNorTargetIsBeyondItsBound) {
  publish_first();
  auto with = [&](std::string const& id, std::int64_t value) {
    auto out = at_.sound(at_.now() + days(40));
    out.promises[id] = value;
    return at_.draft(author_, out);
  };
  for (std::int64_t most : {std::int64_t{366}, std::int64_t{100'000'000}, INT64_MAX})
    EXPECT_EQ(refusal_of(with("tom.notice_days", most)), Code::invalid) << most;
  must(with("tom.notice_days", 365));
  EXPECT_EQ(refusal_of(with("log.seal_seconds", 3'155'760'001)), Code::invalid);
  must(with("log.seal_seconds", 3'155'760'000));
  auto target = [&](std::int64_t value) {
    return at_.done(author_, [&](auto const& context, auto const& grant) {
      return set_targets(context, grant, {{"tom.notice_days", value}});
    });
  };
  EXPECT_EQ(refusal_of(target(36'526)), Code::invalid);
  must(target(36'525));
}

TEST_F(Tom, NoDateEndsTheHistoryForEver) {
  publish_first();
  EXPECT_EQ(refusal_of(at_.draft(author_, at_.sound(*parse_rfc3339("9999-12-31T00:00:00Z")))), Code::invalid);
  EXPECT_EQ(refusal_of(at_.draft(author_, at_.sound(at_.now() + days(732)))), Code::invalid);
  must(at_.draft(author_, at_.sound(at_.now() + days(731))));
}

TEST_F(Tom, OtherWordsOfANewerBuildTakeTwoApproversAndTheNotice) {
  publish_first();
  published_in_other_words("needs two approvers other than its author", "needs three approvers other than its author");
  auto const made = must(at_.draft(author_, at_.sound(at_.now() + minutes(5))));
  EXPECT_NE(made.find(R"([{"clause":"TE-0.3","what":"the wording changed"}],"approvals_needed":2)"), made.npos) << made;
  must(at_.approve(first_, 2));
  EXPECT_EQ(refusal_of(at_.approve(second_, 2)), Code::conflict) << "no customer has read them yet";
  must(at_.draft(author_, at_.sound(at_.now() + days(30))));
  must(at_.approve(first_, 3));
  must(at_.approve(second_, 3));
  EXPECT_EQ(at_.version(3).state, State::approved);
}

TEST_F(Tom, AFirstVersionWeakerThanTheCatalogueTakesTwoApproversAndNoNotice) {
  auto const made = must(at_.draft(author_, weaker(at_.now())));
  EXPECT_NE(made.find(R"("what":"tom.notice_days is weaker: 20 d, was 30 d"}],"approvals_needed":2)"), made.npos)
      << made;
  must(at_.approve(first_, 1));
  EXPECT_EQ(at_.version(1).state, State::draft);
  EXPECT_TRUE(at_.entries().empty());
  must(at_.approve(second_, 1));
  EXPECT_EQ(at_.effective(at_.now()), 1) << "nobody was promised more";
}

TEST_F(Tom, AFirstVersionStricterThanTheCatalogueTakesNothingAway) {
  auto stricter = at_.sound(at_.now());
  stricter.promises["tom.notice_days"] = 40;
  must(at_.draft(author_, stricter));
  must(at_.approve(first_, 1));
  EXPECT_EQ(at_.effective(at_.now()), 1);
}

TEST_F(Tom, AStrongerPromiseTakesOneApproverAndNoNotice) {
  publish_first();
  auto stronger = at_.sound(at_.now() + minutes(5));
  stronger.promises["tom.notice_days"] = 40;
  must(at_.draft(author_, stronger));
  must(at_.approve(first_, 2));
  EXPECT_EQ(at_.effective(at_.now() + minutes(5)), 2);
  EXPECT_EQ(at_.version(2).promises, (catalogue::Promises{{"tom.notice_days", 40}}));
}

TEST_F(Tom, NothingHoldsInRetrospect) {
  EXPECT_EQ(refusal_of(at_.draft(author_, at_.sound(at_.now() - minutes(2)))), Code::invalid);
  must(at_.draft(author_, at_.sound(at_.now() - std::chrono::seconds(50))));
  at_.house().clock().pass(minutes(2));
  EXPECT_EQ(refusal_of(at_.approve(first_, 1)), Code::conflict) << "its day passed while it was a draft";
}

TEST_F(Tom, AMomentThatHasPassedKeepsItsVersion) {
  auto const before = at_.now();
  at_.house().clock().pass(minutes(10));
  must(at_.draft(author_, at_.sound(at_.now() - std::chrono::seconds(30))));
  must(at_.approve(first_, 1));
  EXPECT_EQ(at_.effective(before), 0);
  EXPECT_EQ(at_.effective(at_.now() - std::chrono::seconds(1)), 0) << "it was not published then";
  EXPECT_EQ(at_.effective(at_.now()), 1);
}

TEST_F(Tom, TwoVersionsNeverBeginAtOneMomentNorOutOfOrder) {
  publish_first();
  auto const start = at_.now() + days(10);
  must(at_.draft(author_, at_.sound(start)));
  must(at_.draft(author_, at_.sound(start)));
  must(at_.approve(first_, 2));
  EXPECT_EQ(refusal_of(at_.approve(first_, 3)), Code::conflict);
  EXPECT_EQ(refusal_of(at_.draft(author_, at_.sound(start))), Code::conflict);
  EXPECT_EQ(refusal_of(at_.draft(author_, at_.sound(start - days(1)))), Code::conflict)
      << "version 2 was judged against version 1";
}

TEST_F(Tom, WhoApprovesAtOnceIsDecidedAgain) {
  publish_first();
  must(at_.draft(author_, weaker(at_.now() + days(40))));
  auto decided = [&](PrincipalId who) {
    return must(at_.decide(who, [](auto const& context, auto const& grant) { return approve(context, grant, 2); }));
  };
  auto const one = decided(first_), other = decided(second_);
  must(at_.house().commit(one.writes));
  EXPECT_EQ(refusal_of(at_.house().commit(other.writes)), Code::conflict);
  must(at_.approve(second_, 2));
  EXPECT_EQ(at_.version(2).state, State::approved);
}

TEST_F(Tom, OfTwoDraftsPublishedAtOnceTheSecondIsJudgedAgainstTheFirst) {
  publish_first();
  must(at_.draft(author_, at_.sound(at_.now() + days(40))));
  must(at_.draft(author_, at_.sound(at_.now() + days(41))));
  auto decided = [&](std::int64_t number) {
    return must(
        at_.decide(first_, [&](auto const& context, auto const& grant) { return approve(context, grant, number); }));
  };
  auto const one = decided(2), other = decided(3);
  must(at_.house().commit(one.writes));
  EXPECT_EQ(refusal_of(at_.house().commit(other.writes)), Code::conflict);
}

TEST_F(Tom, WhatIsPublishedIsNeitherWithdrawnNorChanged) {
  publish_first();
  auto const text = at_.version(1).text;
  EXPECT_EQ(refusal_of(at_.withdraw(author_, 1)), Code::conflict);
  EXPECT_EQ(refusal_of(at_.approve(second_, 1)), Code::conflict);
  must(at_.draft(author_, at_.sound(at_.now() + minutes(1))));
  must(at_.approve(first_, 2));
  at_.house().clock().pass(days(1));
  at_.house().reopen();
  EXPECT_EQ(at_.version(1).text, text);
  EXPECT_EQ(state_at(at_.version(1), at_.now()), State::superseded);
  EXPECT_EQ(state_at(at_.version(2), at_.now()), State::effective);
}

TEST_F(Tom, ATextThatIsNotWhatItsHashSaysIsNotShown) {
  publish_first();
  auto set =
      store::WriteSet(at_.house().event({kCell, act::EventType::tom_withdrawn, "{}", "{}", "{}", {}}))
          .then("UPDATE tom_version SET text = $1 WHERE tenant_id = $2", {sample_text().encode(), kCell}, store::kAny);
  must(at_.house().commit(std::move(set)));
  EXPECT_EQ(refusal_of(version(*at_.house().snapshot(), 1)), Code::corrupt);
  EXPECT_EQ(refusal_of(effective(*at_.house().snapshot(), at_.now())), Code::corrupt);
}

TEST_F(Tom, AnInternalTargetIsAtLeastAsStrictAsThePromise) {
  publish_first();
  auto set = [&](std::int64_t value) {
    return at_.done(author_, [&](auto const& context, auto const& grant) {
      return set_targets(context, grant, {{"tom.notice_days", value}});
    });
  };
  EXPECT_EQ(refusal_of(set(29)), Code::invalid);
  must(set(35));
  EXPECT_EQ(must(read_targets(*at_.house().snapshot())).at("tom.notice_days"), 35);
  auto beyond = at_.sound(at_.now() + days(1));
  beyond.promises["tom.notice_days"] = 60;
  EXPECT_EQ(refusal_of(at_.draft(author_, beyond)), Code::invalid) << "the target would be weaker than the promise";
  must(set(60));
  must(at_.draft(author_, beyond));
  must(at_.approve(first_, 2));
  EXPECT_EQ(refusal_of(set(35)), Code::invalid) << "what is published and yet to come counts";
}

TEST_F(Tom, AnInternalTargetThatCameAfterTheDraftHoldsAgainstIt) {
  publish_first();
  auto set = [&](std::int64_t value) {
    return [value](auto const& context, auto const& grant) {
      return set_targets(context, grant, {{"tom.notice_days", value}});
    };
  };
  auto beyond = at_.sound(at_.now() + days(1));
  beyond.promises["tom.notice_days"] = 60;
  must(at_.draft(author_, beyond));
  auto const decided =
      must(at_.decide(first_, [](auto const& context, auto const& grant) { return approve(context, grant, 2); }));
  must(at_.done(author_, set(35)));
  EXPECT_EQ(refusal_of(at_.house().commit(decided.writes)), Code::conflict) << "it was decided on no target";
  EXPECT_EQ(refusal_of(at_.approve(first_, 2)), Code::conflict) << "nobody aims at what it promises";
  at_.house().clock().pass(minutes(1));
  must(at_.done(author_, set(60)));
  must(at_.approve(first_, 2));
  EXPECT_EQ(at_.version(2).state, State::approved);
}

}  // namespace
}  // namespace troth::trust
