#include "witness/cosigners.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "crypto/hash.h"
#include "merkle/log_fixture.h"
#include "merkle/witness_protocol.h"

namespace troth::witness {
namespace {

namespace fixture = merkle::fixture;
using merkle::Checkpoint;
using merkle::KeyType;
using merkle::Policy;

std::string const kOrigin = "example.com/log";
Checkpoint const kThree{kOrigin, 3, fixture::known_root(3)}, kSeven{kOrigin, 7, fixture::known_root(7)};

/// A witness in memory, judged as the real one judges.
struct Peer {
  merkle::SignerKey key;
  std::optional<Checkpoint> recorded = std::nullopt;
  std::vector<std::string> asked = {};  ///< targets, and the first line of each body
  std::optional<Result<http::Response>> instead = std::nullopt;

  Result<http::Response> answer(http::Request const& request, merkle::VerifierKey const& log) {
    asked.push_back(request.target + " " + request.body.substr(0, request.body.find('\n')));
    if (instead) return *instead;
    if (request.method == http::Method::get) {
      if (!recorded) return http::Response{404, {}, "none\n"};
      return http::Response{200, {}, fixture::signed_note(recorded->text(), {{key, 5}}).encode()};
    }
    auto parsed = merkle::AddCheckpoint::parse(request.body);
    if (!parsed) return http::Response{400, {}, ""};
    auto const ruling = merkle::judge(*parsed, std::span(&log, 1), recorded);
    if (ruling.status == 409) return http::Response{409, {}, std::to_string(ruling.known) + "\n"};
    if (ruling.status != 200) return http::Response{ruling.status, {}, std::string(ruling.why)};
    recorded = ruling.head;
    return http::Response{200, {}, line(ruling.head)};
  }
  std::string line(Checkpoint const& head) const {
    return fixture::signed_note(head.text(), {{key, 5}}).encode().substr(head.text().size() + 1);
  }
};

class Cosigning : public testing::Test {
 protected:
  Cosigning() {
    for (auto name : {"w1", "w2", "w3"})
      peers_.emplace(name, Peer{fixture::signer(std::string(name) + ".example.com", KeyType::cosignature,
                                                static_cast<std::uint8_t>(name[1]))});
  }
  Cosigners cosigners(std::string const& rest = "group g 2 w1 w2 w3\nquorum g\n") {
    std::string text;
    for (auto const& [name, peer] : peers_)
      text += "witness " + name + " " + peer.key.verifier().text() + " https://" + name + ".example.com/prefix/\n";
    auto policy = Policy::parse(text + rest);
    EXPECT_TRUE(policy) << policy.error().message;
    return Cosigners(*policy, [this](Policy::Witness const& witness, http::Request const& request) {
      return peers_.at(witness.name).answer(request, log_.verifier());
    });
  }
  Round ask(Cosigners& cosigners, Checkpoint const& head) {
    return cosigners.ask(fixture::signed_note(head.text(), {{log_}}).encode(), head, growth_);
  }

  merkle::SignerKey log_ = fixture::signer(kOrigin, KeyType::ed25519, 1);
  std::map<std::string, Peer> peers_;
  std::vector<std::uint64_t> grown_;
  Growth growth_ = [this](std::uint64_t old_size) -> Result<std::vector<merkle::Hash>> {
    grown_.push_back(old_size);
    if (old_size != 3) return fail(Code::unavailable, "no such proof");
    return fixture::from_three_to_seven();
  };
};

TEST_F(Cosigning, AllAreAskedAndRememberWhereTheyStand) {
  auto all = cosigners();
  auto first = ask(all, kThree);
  EXPECT_TRUE(first.quorum);
  EXPECT_EQ(first.cosignatures.size(), 3u);
  EXPECT_TRUE(first.troubles.empty());
  EXPECT_TRUE(grown_.empty());  // from nothing there is nothing to prove
  auto second = ask(all, kSeven);
  EXPECT_EQ(second.cosignatures.size(), 3u);
  EXPECT_EQ(peers_.at("w2").asked,
            (std::vector<std::string>{"/prefix/add-checkpoint old 0", "/prefix/add-checkpoint old 3"}));
  EXPECT_TRUE(ask(all, kSeven).quorum);
  EXPECT_FALSE(second.ahead);
}

TEST_F(Cosigning, AWitnessThatRemembersMoreIsAskedOnceMore) {
  peers_.at("w1").recorded = kThree;
  auto all = cosigners();
  EXPECT_EQ(ask(all, kSeven).cosignatures.size(), 3u);
  EXPECT_EQ(peers_.at("w1").asked.size(), 2u);
  EXPECT_EQ(peers_.at("w2").asked.size(), 1u);
  EXPECT_EQ(grown_, std::vector<std::uint64_t>{3});
}

TEST_F(Cosigning, ADeadWitnessDoesNotStopTheOthers) {
  peers_.at("w2").instead = fail(Code::unavailable, "nothing listens there", "https://w2.example.com");
  auto all = cosigners();
  auto round = ask(all, kThree);
  EXPECT_TRUE(round.quorum);
  EXPECT_EQ(round.cosignatures.size(), 2u);
  ASSERT_EQ(round.troubles.size(), 1u);
  EXPECT_EQ(round.troubles[0], "w2: nothing listens there (https://w2.example.com)");
  peers_.at("w3").instead = peers_.at("w2").instead;
  EXPECT_FALSE(ask(all, kThree).quorum);
}

TEST_F(Cosigning, SaysWhenAWitnessIsAhead) {
  peers_.at("w3").recorded = kSeven;
  auto all = cosigners();
  auto round = ask(all, kThree);
  EXPECT_TRUE(round.ahead);
  EXPECT_EQ(round.ahead_size, 7u);
  EXPECT_EQ(round.cosignatures.size(), 2u);
  EXPECT_EQ(round.troubles.size(), 1u);
  ask(all, kSeven);
  EXPECT_TRUE(ask(all, kThree).ahead);  // now we know ourselves
}

TEST_F(Cosigning, AForkIsATroubleAndNoCosignature) {
  peers_.at("w1").recorded = Checkpoint{kOrigin, 3, fixture::known_root(2)};
  auto all = cosigners();
  auto round = ask(all, kThree);
  EXPECT_EQ(round.cosignatures.size(), 2u);
  ASSERT_EQ(round.troubles.size(), 1u);
  EXPECT_NE(round.troubles[0].find("422"), std::string::npos) << round.troubles[0];
}

TEST_F(Cosigning, BelievesNoAnswerUnverified) {
  Peer const other{fixture::signer("w1.example.com", KeyType::cosignature, 99)};
  auto as = [&](std::string body) { return Result<http::Response>(http::Response{200, {}, std::move(body)}); };
  auto const& w1 = peers_.at("w1");
  auto const good = w1.line(kThree);
  for (auto const& body : {std::string(), std::string("fine\n"), w1.line(kSeven), good.substr(0, good.size() - 1),
                           "x\n\n" + good, other.line(kThree), peers_.at("w2").line(kThree)}) {
    peers_.at("w1").instead = as(body);
    auto all = cosigners("quorum w1\n");
    auto round = ask(all, kThree);
    EXPECT_FALSE(round.quorum) << body;
    EXPECT_EQ(round.cosignatures.size(), 2u) << body;
    EXPECT_EQ(round.troubles.size(), 1u) << body;
  }
  peers_.at("w1").instead = as(peers_.at("w2").line(kThree) + good);  // another's beside it is only skipped
  auto all = cosigners("quorum w1\n");
  EXPECT_TRUE(ask(all, kThree).quorum);
}

TEST_F(Cosigning, AnAnswer409WithoutASizeAndOneThatRepeatsEndTheAttempt) {
  peers_.at("w1").instead = http::Response{409, {}, "soon"};
  peers_.at("w2").instead = http::Response{409, {}, "0\n"};
  auto all = cosigners();
  auto round = ask(all, kThree);
  EXPECT_EQ(round.troubles.size(), 2u);
  EXPECT_EQ(peers_.at("w1").asked.size(), 1u);
  EXPECT_EQ(peers_.at("w2").asked.size(), 2u);
  EXPECT_FALSE(round.ahead);
}

TEST_F(Cosigning, WhatARefusalSaysIsMadeFitForALine) {
  peers_.at("w1").instead = http::Response{500, {}, "a\nb\x1b[31m" + std::string(9'999, 'x')};
  auto all = cosigners();
  auto const trouble = ask(all, kThree).troubles.at(0);
  EXPECT_TRUE(trouble.starts_with("w1: it answered 500: a b [31mx")) << trouble;
  EXPECT_LT(trouble.size(), 200u);
}

TEST_F(Cosigning, AProofThatCannotBeMadeIsATrouble) {
  peers_.at("w1").recorded = Checkpoint{kOrigin, 2, fixture::known_root(2)};
  auto all = cosigners();
  auto round = ask(all, kSeven);
  EXPECT_EQ(round.cosignatures.size(), 2u);
  EXPECT_EQ(round.troubles, std::vector<std::string>{"w1: no such proof"});
}

TEST_F(Cosigning, WithoutWitnessesOnlyTheEmptyQuorumIsMet) {
  peers_.clear();
  auto none = cosigners("quorum none\n");
  EXPECT_TRUE(ask(none, kThree).quorum);
  peers_.emplace("w1", Peer{fixture::signer("w1.example.com", KeyType::cosignature, 8)});
  auto policy = Policy::parse("witness w1 " + peers_.at("w1").key.verifier().text() + "\nquorum w1\n");
  Cosigners unreachable(*policy, [](auto const&, auto const&) { return fail(Code::unavailable, "never asked"); });
  auto round = ask(unreachable, kThree);
  EXPECT_FALSE(round.quorum);
  EXPECT_TRUE(round.troubles.empty());
}

TEST_F(Cosigning, NewestGivesWhatWitnessesHaveOfTheOrigin) {
  peers_.at("w1").recorded = kSeven;
  peers_.at("w2").recorded = kThree;
  auto all = cosigners();
  auto notes = all.newest_of(kOrigin);
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_TRUE(notes[0].starts_with(kSeven.text()));
  EXPECT_TRUE(notes[1].starts_with(kThree.text()));
  EXPECT_EQ(peers_.at("w3").asked.at(0), "/prefix/" + hex(crypto::sha256(as_bytes(kOrigin))) + "/checkpoint ");
  EXPECT_TRUE(all.newest_of("example.com/other").empty());  // what they send is of another origin
  peers_.at("w1").instead = http::Response{200, {}, fixture::signed_note(kSeven.text(), {{log_}}).encode()};
  EXPECT_EQ(all.newest_of(kOrigin).size(), 1u);  // without the witness's own cosignature it is not its word
}

TEST_F(Cosigning, OverTlsRefusesUrlsThatAreNone) {
  auto policy =
      Policy::parse("witness w1 " + peers_.at("w1").key.verifier().text() + " http://w1.example.com\nquorum w1\n");
  ASSERT_TRUE(policy);
  EXPECT_EQ(Cosigners::over_tls(*policy, "").error().code, Code::invalid);
  policy->witnesses[0].url = "https://w1.example.com/witness";
  EXPECT_TRUE(Cosigners::over_tls(*policy, ""));
  EXPECT_EQ(Cosigners::over_tls(*policy, "/nonexistent/ca.pem").error().code, Code::invalid);
}

}  // namespace
}  // namespace troth::witness
