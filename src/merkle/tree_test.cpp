#include "merkle/tree.h"

#include <gtest/gtest.h>

#include <string>

namespace troth::merkle {
namespace {

std::vector<Hash> hashes(std::initializer_list<ByteView> entries) {
  std::vector<Hash> out;
  for (ByteView entry : entries) out.push_back(leaf_hash(entry));
  return out;
}

Hash root_after(std::vector<Hash> const& leaves, std::size_t count) {
  CompactRange range;
  for (std::size_t i = 0; i < count; ++i) range.append(leaves[i]);
  return range.root();
}

CompactRange range_of(std::size_t count) {
  CompactRange range;
  for (std::size_t i = 0; i < count; ++i) range.append(leaf_hash(as_bytes(std::to_string(i))));
  return range;
}

TEST(Tree, EmptyRootIsTheHashOfNothing) {
  EXPECT_EQ(hex(CompactRange().root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(empty_root(), CompactRange().root());
}

// The eight leaves of the Certificate Transparency test suites and the roots that transparency-dev/merkle gives for
// them.
TEST(CompactRange, GivesThePublishedRootsOfTheTransparencyTestLeaves) {
  std::vector<Hash> leaves;
  for (auto entry :
       {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"})
    leaves.push_back(leaf_hash(from_hex(entry).value()));
  EXPECT_EQ(hex(leaves[0]), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(root_after(leaves, 1), leaves[0]);
  EXPECT_EQ(hex(root_after(leaves, 2)), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
  EXPECT_EQ(hex(root_after(leaves, 3)), "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
  EXPECT_EQ(hex(root_after(leaves, 7)), "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c");
  EXPECT_EQ(hex(root_after(leaves, 8)), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

// The words of the log that Tessera keeps as test data, and its checkpoints (their base64 written as hex).
TEST(CompactRange, GivesTheCheckpointsOfTesserasTestLog) {
  auto leaves =
      hashes({as_bytes("one"), as_bytes("two"), as_bytes("three"), as_bytes("four"), as_bytes("five"), as_bytes("six"),
              as_bytes("seven"), as_bytes("eit"), as_bytes("nain"), as_bytes("ten"), as_bytes("ileven"),
              as_bytes("twelf"), as_bytes("threeten"), as_bytes("fourten"), as_bytes("fivten")});
  auto root = [&](std::size_t size) { return base64url(root_after(leaves, size)); };
  EXPECT_EQ(root(1), "0Nc2CrefWKseHj_mStd-LqC8B-NrX0btIiPt2SmN-ek");
  EXPECT_EQ(root(2), "T1X2GdkhUjV3iyufF9b0kVsWFxIU0VI4EpNml2Teci4");
  EXPECT_EQ(root(15), "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja_1nk427v383cs");
}

TEST(CompactRange, HoldsOneHashPerSetBitOfItsSize) {
  for (std::size_t size : {0u, 1u, 2u, 3u, 255u, 256u, 257u})
    EXPECT_EQ(range_of(size).encode().size(), 8 + 32 * static_cast<std::size_t>(__builtin_popcountll(size))) << size;
}

TEST(CompactRange, GrowsOnFromItsEncoding) {
  for (std::size_t size = 0; size < 70; ++size) {
    auto range = range_of(size);
    auto again = CompactRange::decode(range.encode());
    ASSERT_TRUE(again) << size;
    EXPECT_EQ(again->size(), size);
    EXPECT_EQ(again->root(), range.root());
    again->append(leaf_hash(as_bytes(std::to_string(size))));
    EXPECT_EQ(again->root(), range_of(size + 1).root());
  }
}

TEST(CompactRange, RefusesBytesThatAreNoState) {
  auto good = range_of(11).encode();
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(CompactRange::decode(ByteView(good).first(size))) << size << " bytes";
  auto longer = good;
  longer.push_back(0);
  EXPECT_FALSE(CompactRange::decode(longer));
  longer.resize(good.size() + 32);
  EXPECT_FALSE(CompactRange::decode(longer));
  auto another_size = good;
  another_size[7] = 12;  // two set bits, three hashes
  EXPECT_FALSE(CompactRange::decode(another_size));
  another_size[7] = 13;  // three set bits again: the bytes are a state, of another tree
  EXPECT_TRUE(CompactRange::decode(another_size));
}

}  // namespace
}  // namespace troth::merkle
