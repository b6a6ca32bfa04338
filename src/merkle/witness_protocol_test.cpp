#include "merkle/witness_protocol.h"

#include <gtest/gtest.h>

#include "merkle/log_fixture.h"

namespace troth::merkle {
namespace {

using namespace std::string_literals;
using fixture::known_root;
using fixture::signed_note;

std::string const kOrigin = "example.com/log";
Checkpoint const kThree{kOrigin, 3, known_root(3)}, kSeven{kOrigin, 7, known_root(7)};
Checkpoint const kEmpty{kOrigin, 0, empty_root()};

class WitnessProtocol : public testing::Test {
 protected:
  SignerKey log = fixture::signer(kOrigin, KeyType::ed25519, 1);
  SignerKey next_key = fixture::signer(kOrigin, KeyType::ed25519, 2);
  SignerKey other = fixture::signer("example.com/other", KeyType::ed25519, 3);
  SignerKey cosigner = fixture::signer(kOrigin, KeyType::cosignature, 4);
  std::vector<VerifierKey> trusted{other.verifier(), log.verifier(), next_key.verifier()};

  AddCheckpoint request(std::uint64_t old_size, Checkpoint const& head, std::vector<Hash> proof = {}) {
    return {old_size, std::move(proof), signed_note(head.text(), {{log}}).encode()};
  }
  int status(AddCheckpoint const& asked, std::optional<Checkpoint> const& recorded = std::nullopt) {
    return judge(asked, trusted, recorded).status;
  }
};

TEST_F(WitnessProtocol, CosignsTheFirstHeadItSees) {
  auto ruling = judge(request(0, kThree), trusted, std::nullopt);
  EXPECT_EQ(ruling.status, 200);
  EXPECT_EQ(ruling.head, kThree);
  EXPECT_EQ(status(request(0, kEmpty)), 200);
  EXPECT_EQ(status(request(0, kThree), kEmpty), 200);
}

TEST_F(WitnessProtocol, CosignsAnExtensionAndARepetition) {
  auto ruling = judge(request(3, kSeven, fixture::from_three_to_seven()), trusted, kThree);
  EXPECT_EQ(ruling.status, 200) << ruling.why;
  EXPECT_EQ(ruling.head, kSeven);
  EXPECT_EQ(status(request(7, kSeven), kSeven), 200);
  EXPECT_EQ(status(request(0, kEmpty), kEmpty), 200);
}

TEST_F(WitnessProtocol, MalformedIs400) {
  auto asked = request(0, kThree);
  asked.checkpoint.pop_back();
  EXPECT_EQ(status(asked), 400);
  asked.checkpoint = signed_note("example.com/log\nno size\n", {{log}}).encode();
  EXPECT_EQ(status(asked), 400);
  asked.checkpoint = signed_note(kThree.text() + "extension\n", {{log}}).encode();
  EXPECT_EQ(status(asked), 400);
  EXPECT_EQ(origin_of(asked).error().code, Code::invalid);
}

TEST_F(WitnessProtocol, UnknownOriginIs404BeforeAnythingElse) {
  Checkpoint strange{"example.com/strange", 3, known_root(3)};
  EXPECT_EQ(status({9, {}, signed_note(strange.text(), {{log}}).encode()}), 404);
  trusted = {cosigner.verifier()};  // a cosigner of that name is no log
  EXPECT_EQ(status(request(0, kThree)), 404);
}

TEST_F(WitnessProtocol, NoOrABadTrustedSignatureIs403) {
  auto by = [&](std::initializer_list<fixture::Cosigned> keys) {
    return status({9, {}, signed_note(kThree.text(), keys).encode()}, kThree);
  };
  auto stranger = fixture::signer(kOrigin, KeyType::ed25519, 99);
  EXPECT_EQ(by({{stranger}}), 403);
  EXPECT_EQ(by({{other}}), 403);
  EXPECT_EQ(by({{cosigner, 1}}), 403);
  EXPECT_EQ(by({{stranger}, {next_key}}), 400);  // a known one beside it: the next check speaks
  auto note = signed_note(kThree.text(), {{log}});
  note.signatures[0].blob[0] ^= 1;
  EXPECT_EQ(status({0, {}, note.encode()}), 403);
}

TEST_F(WitnessProtocol, AnOldSizeAboveTheCheckpointIs400) {
  EXPECT_EQ(status(request(4, kThree), kSeven), 400);
  EXPECT_EQ(status(request(7, kThree), kSeven), 400);
  EXPECT_EQ(status(request(1, kEmpty)), 400);
}

TEST_F(WitnessProtocol, AnotherOldSizeThanRecordedIs409WithTheSize) {
  auto ruling = judge(request(0, kSeven), trusted, kThree);
  EXPECT_EQ(ruling.status, 409);
  EXPECT_EQ(ruling.known, 3u);
  EXPECT_EQ(status(request(3, kThree), kSeven), 409);  // a rollback, told honestly
  ruling = judge(request(3, kSeven, fixture::from_three_to_seven()), trusted, std::nullopt);
  EXPECT_EQ(ruling.status, 409);
  EXPECT_EQ(ruling.known, 0u);
}

TEST_F(WitnessProtocol, AForkOrABadProofIs422) {
  auto good = fixture::from_three_to_seven();
  Checkpoint fork{kOrigin, 3, known_root(2)};
  EXPECT_EQ(status(request(3, fork), kThree), 422);
  EXPECT_EQ(status(request(3, kSeven, good), fork), 422);
  EXPECT_EQ(status(request(3, kSeven), kThree), 422);
  EXPECT_EQ(status(request(3, kThree, good), kThree), 422);
  EXPECT_EQ(status(request(0, kThree, {Hash{}})), 422);
  EXPECT_EQ(status(request(0, kEmpty, {Hash{}})), 422);
  EXPECT_EQ(status(request(0, Checkpoint{kOrigin, 0, known_root(3)})), 422);
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto spoilt = good;
    spoilt[i][0] ^= 1;
    auto ruling = judge(request(3, kSeven, spoilt), trusted, kThree);
    EXPECT_EQ(ruling.status, 422);
    EXPECT_EQ(ruling.head, Checkpoint{});  // nothing to record
  }
}

TEST_F(WitnessProtocol, RequestsRoundTrip) {
  auto asked = request(3, kSeven, fixture::from_three_to_seven());
  auto again = AddCheckpoint::parse(asked.encode());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->encode(), asked.encode());
  EXPECT_EQ(*origin_of(*again), kOrigin);
  EXPECT_EQ(status(*again, kThree), 200);
}

// The body that C2SP tlog-witness shows, down to its first empty line; its first hash.
TEST_F(WitnessProtocol, ReadsTheSpecificationsExample) {
  auto asked = AddCheckpoint::parse(
      "old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
      "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n\nexample.com/behind-the-sofa\n");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->old_size, 20852014u);
  EXPECT_EQ(asked->proof.size(), 2u);
  EXPECT_EQ(asked->checkpoint, "example.com/behind-the-sofa\n");
}

TEST_F(WitnessProtocol, RefusesBodiesThatAreNone) {
  auto const hash = base64(Hash{}) + "\n";
  std::string hashes;
  for (int i = 0; i < 63; ++i) hashes += hash;
  EXPECT_TRUE(AddCheckpoint::parse("old 1\n" + hashes + "\nnote\n"));
  for (auto const& bad : {
           ""s,
           "old"s,
           "old 1"s,
           "old 1\n"s,
           "old 1\n\n"s,
           "old 01\n\nnote\n"s,
           "old -1\n\nnote\n"s,
           "old  1\n\nnote\n"s,
           "old 1 \n\nnote\n"s,
           "old 1\r\n\nnote\n"s,
           "old 9223372036854775808\n\nnote\n"s,
           "Old 1\n\nnote\n"s,
           "\nold 1\n\nnote\n"s,
           "old 1\n" + hash + "note\n",
           "old 1\n" + hash.substr(4) + "\nnote\n",
           "old 1\n" + hashes + hash + "\nnote\n",
       })
    EXPECT_EQ(AddCheckpoint::parse(bad).error().code, Code::invalid) << bad;
}

}  // namespace
}  // namespace troth::merkle
