#include "merkle/policy.h"

#include <gtest/gtest.h>

#include "merkle/log_fixture.h"

namespace troth::merkle {
namespace {

using namespace std::string_literals;
using fixture::signed_note;

Checkpoint const kHead{"example.com/log", 7, fixture::known_root(7)};

class TrustPolicy : public testing::Test {
 protected:
  SignerKey log = fixture::signer("example.com/log", KeyType::ed25519, 1);
  SignerKey other_log = fixture::signer("example.com/other", KeyType::ed25519, 2);
  SignerKey a = fixture::signer("a.example.com", KeyType::cosignature, 11);
  SignerKey b = fixture::signer("b.example.com", KeyType::cosignature, 12);
  SignerKey c = fixture::signer("c.example.com", KeyType::cosignature, 13);

  std::string log_line = "log " + log.verifier().text() + "\n";
  std::string witness(std::string const& name, SignerKey const& key, std::string const& rest = "") {
    return "witness " + name + " " + key.verifier().text() + rest + "\n";
  }
  std::string three = log_line + witness("A", a) + witness("B", b) + witness("C", c);

  Result<Policy::Standing> judge(std::string const& policy, Note const& note) {
    TROTH_TRY(auto parsed, Policy::parse(policy));
    return parsed.judge(note);
  }
  Code refusal(std::string const& policy, Note const& note) { return judge(policy, note).error().code; }
};

TEST_F(TrustPolicy, TwoOfThreeIsAQuorum) {
  auto policy = three + "group G 2 A B C\nquorum G\n";
  auto standing = judge(policy, signed_note(kHead.text(), {{log}, {c, 50}, {a, 70}}));
  ASSERT_TRUE(standing) << standing.error().message;
  EXPECT_EQ(standing->log, "example.com/log");
  EXPECT_EQ(standing->witnesses, (std::vector<std::string>{"C", "A"}));
  EXPECT_EQ(standing->newest, 70u);
  EXPECT_EQ(standing->level, WitnessLevel::same_operator);
  auto few = judge(policy, signed_note(kHead.text(), {{log}, {a, 50}}));
  ASSERT_FALSE(few);
  EXPECT_EQ(few.error().code, Code::denied);
  EXPECT_EQ(few.error().at, "G");
}

TEST_F(TrustPolicy, OneWitnessThatSignsTwiceIsOne) {
  auto note = signed_note(kHead.text(), {{log}, {a, 50}, {a, 60}});
  EXPECT_EQ(refusal(three + "group G 2 A B C\nquorum G\n", note), Code::denied);
  auto one = judge(three + "quorum A\n", note);
  EXPECT_EQ(one->witnesses.size(), 1u);
  EXPECT_EQ(one->newest, 60u);
}

TEST_F(TrustPolicy, GroupsNest) {
  auto policy = three + "group BC any B C\ngroup G all A BC\nquorum G\n";
  EXPECT_TRUE(judge(policy, signed_note(kHead.text(), {{log}, {a, 1}, {c, 1}})));
  EXPECT_TRUE(judge(policy, signed_note(kHead.text(), {{log}, {a, 1}, {b, 1}})));
  EXPECT_EQ(refusal(policy, signed_note(kHead.text(), {{log}, {b, 1}, {c, 1}})), Code::denied);
  EXPECT_EQ(refusal(policy, signed_note(kHead.text(), {{log}, {a, 1}})), Code::denied);
}

TEST_F(TrustPolicy, WithQuorumNoneTheLogAloneIsEnough) {
  auto alone = judge(log_line + "quorum none\n", signed_note(kHead.text(), {{log}}));
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->level, WitnessLevel::none);
  EXPECT_EQ(alone->newest, 0u);
  auto policy = three + "#level B independent\n#level A same-host\nquorum none\n";
  EXPECT_EQ(judge(policy, signed_note(kHead.text(), {{log}, {a, 1}, {b, 1}}))->level, WitnessLevel::independent);
  EXPECT_EQ(judge(policy, signed_note(kHead.text(), {{log}, {a, 1}}))->level, WitnessLevel::same_host);
}

TEST_F(TrustPolicy, TheLogMustHaveSignedItsOwnOrigin) {
  auto policy = three + "log " + other_log.verifier().text() + "\nquorum none\n";
  EXPECT_EQ(refusal(policy, signed_note(kHead.text(), {{a, 1}, {b, 1}, {c, 1}})), Code::denied);
  EXPECT_EQ(refusal(policy, signed_note(kHead.text(), {{other_log}})), Code::denied);
  auto stranger = fixture::signer("example.com/log", KeyType::ed25519, 99);
  EXPECT_EQ(refusal(policy, signed_note(kHead.text(), {{stranger}})), Code::denied);
  EXPECT_EQ(refusal("quorum none\n", signed_note(kHead.text(), {{log}})), Code::denied);
  EXPECT_EQ(refusal(policy, signed_note("example.com/log\nhello\n", {{log}})), Code::invalid);
}

TEST_F(TrustPolicy, AFalseSignatureOfAPinnedKeyIsCorruption) {
  auto policy = three + "quorum none\n";
  for (std::size_t spoilt : {0, 1}) {
    auto note = signed_note(kHead.text(), {{log}, {a, 1}});
    note.signatures[spoilt].blob.back() ^= 1;
    EXPECT_EQ(refusal(policy, note), Code::corrupt) << spoilt;
  }
}

// The level is what stays when the better witnesses are all there is.
TEST_F(TrustPolicy, LevelIsWhatTheQuorumRestsOn) {
  auto levels = "#level A independent\n#level B same-operator\n#level C same-host\n"s;
  auto all = signed_note(kHead.text(), {{log}, {a, 1}, {b, 1}, {c, 1}});
  auto level = [&](std::string const& quorum) { return judge(three + levels + quorum, all)->level; };
  EXPECT_EQ(level("group G any A B C\nquorum G\n"), WitnessLevel::independent);
  EXPECT_EQ(level("group G 2 A B C\nquorum G\n"), WitnessLevel::same_operator);
  EXPECT_EQ(level("group G all A B C\nquorum G\n"), WitnessLevel::same_host);
  EXPECT_EQ(level("quorum C\n"), WitnessLevel::same_host);
}

TEST_F(TrustPolicy, AWitnessIsNeverBetterThanWhatIsSaidOfIt) {
  auto level = [&](std::string const& url) {
    return Policy::parse(witness("W", a, url) + "quorum none\n")->witnesses.at(0).level;
  };
  for (auto url : {" http://127.0.0.1:8080/w", " http://127.9.9.9", " https://LocalHost/", " http://w.localhost:1",
                   " http://[::1]:80/w", " http://user@localhost/", " unix:/run/w.sock"})
    EXPECT_EQ(level(url), WitnessLevel::same_host) << url;
  for (auto url : {"", " https://witness.example.com/w", " https://localhost.example.com",
                   " https://127.example.com@w.net", " https://example.com/localhost"})
    EXPECT_EQ(level(url), WitnessLevel::same_operator) << url;
  EXPECT_EQ(name(WitnessLevel::same_host), "same host");
}

TEST_F(TrustPolicy, BlanksAndCommentsAreFree) {
  auto text = "# a policy\n\n \t\n  log\t" + log.verifier().text() + "  https://example.com/log \n   # quorum A\n" +
              "#levels are told below\n" + witness("A", a) + "\tquorum \t A\n# group\n";
  auto policy = Policy::parse(text);
  ASSERT_TRUE(policy) << policy.error().at << policy.error().message;
  EXPECT_EQ(policy->logs.at(0).url, "https://example.com/log");
  EXPECT_EQ(policy->quorum, "A");
}

TEST_F(TrustPolicy, RefusesWhatIsNoPolicy) {
  auto const vkey = a.verifier().text();
  auto nothing_wrong = three + "group G 2 A B\nquorum G\n";
  ASSERT_TRUE(Policy::parse(nothing_wrong));
  for (auto const& bad : {
           ""s,
           three,
           three + "quorum none",
           three + "quorum none\r\n",
           three + "quorum none\nquorum none\n",
           three + "quorum D\n",
           three + "quorum\n",
           three + "quorum A B\n",
           "quorum A\n" + three,
           three + "Quorum A\n",
           three + "trust A\nquorum A\n",
           log_line + log_line + "quorum none\n",
           "log\nquorum none\n"s,
           "log " + vkey + "\nquorum none\n",
           "log " + log.verifier().text() + " url more\nquorum none\n",
           "witness A " + log.verifier().text() + "\nquorum A\n",
           "witness A\nquorum none\n"s,
           "witness none " + vkey + "\nquorum none\n",
           witness("A", a) + witness("A", b) + "quorum A\n",
           witness("A", a) + witness("B", a) + "quorum A\n",
           witness("A", a, " url more") + "quorum A\n",
           three + "group A 1 B\nquorum A\n",
           three + "group none 1 B\nquorum none\n",
           three + "group G 1\nquorum none\n",
           three + "group G 0 A B\nquorum G\n",
           three + "group G 3 A B\nquorum G\n",
           three + "group G 02 A B\nquorum G\n",
           three + "group G some A B\nquorum G\n",
           three + "group G 18446744073709551617 A B\nquorum G\n",
           three + "group G 1 A A\nquorum G\n",
           three + "group G 1 A D\nquorum G\n",
           three + "group G 1 A none\nquorum G\n",
           three + "group G 1 G\nquorum G\n",
           three + "group G 1 A B\ngroup H 1 B C\nquorum G\n",
           three + "#level D independent\nquorum A\n",
           three + "#level A trusted\nquorum A\n",
           three + "#level A\nquorum A\n",
           three + "#level A independent\n#level A same-host\nquorum A\n",
           "#level A independent\n" + three + "quorum A\n",
           three + "quorum A\n# \x01\n",
           three + "quorum A\n# \x7f\n",
           three + "quorum A\n" + std::string(300'000, '#') + "\n",
       })
    EXPECT_EQ(Policy::parse(bad).error().code, Code::invalid) << bad.substr(0, 2000);
  EXPECT_EQ(Policy::parse(three + "group G 3 A B\nquorum G\n").error().at, "line 5");
}

TEST_F(TrustPolicy, ALongChainOfGroupsIsOnlyLong) {
  auto text = log_line + witness("g0", a);
  for (int i = 1; i < 5000; ++i) text += "group g" + std::to_string(i) + " all g" + std::to_string(i - 1) + "\n";
  EXPECT_TRUE(judge(text + "quorum g4999\n", signed_note(kHead.text(), {{log}, {a, 1}})));
  EXPECT_EQ(refusal(text + "quorum g4999\n", signed_note(kHead.text(), {{log}})), Code::denied);
}

}  // namespace
}  // namespace troth::merkle
