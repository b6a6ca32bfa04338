#include "merkle/tlog_proof.h"

#include <gtest/gtest.h>

#include "merkle/log_fixture.h"

namespace troth::merkle {
namespace {

using namespace std::string_literals;

std::string checkpoint_of(Checkpoint const& head) {
  auto log = fixture::signer(head.origin, KeyType::ed25519, 1);
  return fixture::signed_note(head.text(), {{log}}).encode();
}
TlogProof first_in_seven() {
  return {std::nullopt, 0, fixture::path_of_first_in_seven(),
          checkpoint_of({"example.com/log", 7, fixture::known_root(7)})};
}

TEST(TlogProof, LeadsFromAnEntryToItsHead) {
  auto proof = TlogProof::parse(first_in_seven().encode());
  ASSERT_TRUE(proof) << proof.error().message << proof.error().at;
  auto head = proof->head_of(fixture::known_leaf(0));
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_EQ(*head, (Checkpoint{"example.com/log", 7, fixture::known_root(7)}));
}

TEST(TlogProof, AnotherEntryPlaceOrHashIsCorrupt) {
  auto const good = first_in_seven();
  auto leaf = fixture::known_leaf(0);
  EXPECT_EQ(good.head_of(fixture::known_leaf(1)).error().code, Code::corrupt);
  for (std::uint64_t index : {1u, 2u, 6u, 7u, 1000u}) {
    auto moved = good;
    moved.index = index;
    EXPECT_EQ(moved.head_of(leaf).error().code, Code::corrupt) << index;
  }
  for (std::size_t i = 0; i < good.hashes.size(); ++i) {
    auto spoilt = good, shorter = good;
    spoilt.hashes[i][0] ^= 1;
    shorter.hashes.erase(shorter.hashes.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(spoilt.head_of(leaf).error().code, Code::corrupt);
    EXPECT_EQ(shorter.head_of(leaf).error().code, Code::corrupt);
  }
  auto beyond = good;
  beyond.index = 7;
  EXPECT_EQ(beyond.head_of(leaf).error().message, "the proof is for an entry that the checkpoint's tree has not");
  auto resized = good;
  resized.checkpoint = checkpoint_of({"example.com/log", 8, fixture::known_root(7)});
  resized.index = 7;
  EXPECT_EQ(resized.head_of(leaf).error().code, Code::corrupt);
}

TEST(TlogProof, RoundTripsWithAndWithoutExtraData) {
  auto proof = first_in_seven();
  for (auto const& extra : {std::optional<Bytes>(), std::optional(Bytes{}), std::optional(Bytes{1, 2, 3, 4})}) {
    proof.extra = extra;
    auto again = TlogProof::parse(proof.encode());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->extra, extra);
    EXPECT_EQ(again->hashes, proof.hashes);
    EXPECT_EQ(again->checkpoint, proof.checkpoint);
    EXPECT_EQ(again->encode(), proof.encode());
  }
}

TEST(TlogProof, HasAtMost63Hashes) {
  auto proof = first_in_seven();
  proof.hashes.resize(63);
  EXPECT_TRUE(TlogProof::parse(proof.encode()));
  proof.hashes.resize(64);
  EXPECT_EQ(TlogProof::parse(proof.encode()).error().message, "a proof has at most 63 hashes");
}

TEST(TlogProof, RefusesEverySpellingButOne) {
  auto const first = "c2sp.org/tlog-proof@v1\n"s, hash = base64(Hash{}) + "\n";
  for (auto const& bad : {
           ""s,
           "c2sp.org/tlog-proof@v1"s,
           "c2sp.org/tlog-proof@v2\nindex 0\n\nnote\n"s,
           "\n" + first + "index 0\n\nnote\n",
           first,
           first + "index 0\n",
           first + "index 0\n\n",
           first + "index 00\n\nnote\n",
           first + "index 01\n\nnote\n",
           first + "index -1\n\nnote\n",
           first + "index \n\nnote\n",
           first + "index  1\n\nnote\n",
           first + "index 9223372036854775808\n\nnote\n",
           first + "Index 1\n\nnote\n",
           first + "index 1\r\n\nnote\n",
           first + "index 1\n" + hash + "note\n",
           first + "index 1\n" + hash.substr(4) + "\nnote\n",
           first + "index 1\n " + hash + "\nnote\n",
           first + "index 1\n" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n" + "\nnote\n",
           first + "extra AQ\nindex 1\n\nnote\n",
           first + "extra AR==\nindex 1\n\nnote\n",
           first + "extra AQ==\nextra AQ==\nindex 1\n\nnote\n",
           first + "index 1\nextra AQ==\n\nnote\n",
       })
    EXPECT_EQ(TlogProof::parse(bad).error().code, Code::invalid) << bad;
  EXPECT_EQ(TlogProof::parse(first + "extra AQ==\nindex 01\n\nnote\n").error().at, "line 3");
}

TEST(TlogProof, WhatFollowsIsTheCheckpointsOwnAffair) {
  auto proof = TlogProof::parse("c2sp.org/tlog-proof@v1\nindex 0\n\nno note at all");
  ASSERT_TRUE(proof);
  EXPECT_EQ(proof->checkpoint, "no note at all");
  EXPECT_EQ(proof->head_of(Hash{}).error().code, Code::invalid);
  auto trailing = first_in_seven();
  trailing.checkpoint += "trailing\n";
  EXPECT_EQ(trailing.head_of(fixture::known_leaf(0)).error().code, Code::invalid);
}

}  // namespace
}  // namespace troth::merkle
