#include <gtest/gtest.h>

#include <span>
#include <string>

#include "merkle/tree.h"

namespace troth::merkle {
namespace {

using Leaves = std::span<Hash const>;
using Proof = std::vector<Hash>;

std::vector<Hash> some_leaves(std::size_t count) {
  std::vector<Hash> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(leaf_hash(as_bytes("entry " + std::to_string(i))));
  return out;
}

std::size_t split_of(std::size_t size) {
  std::size_t left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}

// The recursive definitions of RFC 6962 sections 2.1, 2.1.1 and 2.1.2, word for word: slow, and nothing like the code
// under test.
Hash mth(Leaves d) {
  if (d.empty()) return empty_root();
  if (d.size() == 1) return d[0];
  auto k = split_of(d.size());
  return node_hash(mth(d.first(k)), mth(d.subspan(k)));
}

Proof path(std::size_t m, Leaves d) {
  if (d.size() == 1) return {};
  auto k = split_of(d.size());
  Proof out = m < k ? path(m, d.first(k)) : path(m - k, d.subspan(k));
  out.push_back(m < k ? mth(d.subspan(k)) : mth(d.first(k)));
  return out;
}

Proof subproof(std::size_t m, Leaves d, bool known) {
  if (m == d.size()) return known ? Proof{} : Proof{mth(d)};
  auto k = split_of(d.size());
  Proof out = m <= k ? subproof(m, d.first(k), known) : subproof(m - k, d.subspan(k), false);
  out.push_back(m <= k ? mth(d.subspan(k)) : mth(d.first(k)));
  return out;
}

/// Each way to spoil a proof by one hash: changed, taken away, put in twice, put behind the end.
std::vector<Proof> spoilt(Proof const& proof) {
  std::vector<Proof> out;
  for (std::size_t i = 0; i < proof.size(); ++i) {
    auto at = static_cast<std::ptrdiff_t>(i);
    out.push_back(proof), out.back()[i][31] ^= 1;
    out.push_back(proof), out.back().erase(out.back().begin() + at);
    out.push_back(proof), out.back().insert(out.back().begin() + at, proof[i]);
  }
  out.push_back(proof), out.back().push_back(Hash{});
  return out;
}

constexpr std::size_t kSizes = 40;

TEST(CompactRange, AgreesWithTheRecursiveDefinition) {
  auto leaves = some_leaves(300);
  CompactRange range;
  for (std::size_t size = 0; size < leaves.size(); ++size) {
    EXPECT_EQ(range.root(), mth(Leaves(leaves).first(size))) << size;
    range.append(leaves[size]);
  }
}

TEST(VerifyInclusion, AcceptsEveryLeafOfEveryTree) {
  auto leaves = some_leaves(kSizes);
  for (std::size_t size = 1; size <= kSizes; ++size)
    for (std::size_t i = 0; i < size; ++i) {
      Leaves d = Leaves(leaves).first(size);
      EXPECT_TRUE(verify_inclusion(i, size, leaves[i], path(i, d), mth(d))) << i << " of " << size;
    }
}

TEST(VerifyInclusion, RefusesEverySpoiltProof) {
  auto leaves = some_leaves(kSizes);
  for (std::size_t size = 1; size <= 20; ++size)
    for (std::size_t i = 0; i < size; ++i) {
      Leaves d = Leaves(leaves).first(size);
      for (auto const& bad : spoilt(path(i, d))) EXPECT_FALSE(verify_inclusion(i, size, leaves[i], bad, mth(d)));
    }
}

TEST(VerifyInclusion, RefusesAnotherLeafIndexSizeOrRoot) {
  auto leaves = some_leaves(21);
  auto d = Leaves(leaves).first(20);
  auto proof = path(6, d);
  auto root = mth(d);
  EXPECT_FALSE(verify_inclusion(6, 20, leaves[7], proof, root));
  EXPECT_FALSE(verify_inclusion(7, 20, leaves[6], proof, root));
  EXPECT_FALSE(verify_inclusion(6, 8, leaves[6], proof, root));
  EXPECT_FALSE(verify_inclusion(6, 20, leaves[6], proof, mth(leaves)));
  EXPECT_FALSE(verify_inclusion(20, 20, leaves[6], proof, root));
  EXPECT_FALSE(verify_inclusion(0, 0, leaves[0], {}, leaves[0]));
  EXPECT_FALSE(verify_inclusion(UINT64_MAX, UINT64_MAX, leaves[0], {}, leaves[0]));
}

// With the root free to choose, only the sizes say where a proof ends.
TEST(VerifyInclusion, ClimbsToTheRootAndNoFurther) {
  auto leaves = some_leaves(8);
  auto d = Leaves(leaves);
  EXPECT_FALSE(verify_inclusion(0, 8, leaves[0], path(0, d.first(4)), mth(d.first(4))));
  EXPECT_FALSE(verify_inclusion(3, 4, leaves[7], path(7, d), mth(d)));
  auto proof = path(3, d);
  proof.push_back(leaves[0]);
  EXPECT_FALSE(verify_inclusion(3, 8, leaves[3], proof, node_hash(leaves[0], mth(d))));
}

TEST(VerifyConsistency, AcceptsEveryPairOfTrees) {
  auto leaves = some_leaves(kSizes);
  for (std::size_t n = 1; n <= kSizes; ++n)
    for (std::size_t m = 1; m <= n; ++m) {
      Leaves d = Leaves(leaves).first(n);
      EXPECT_TRUE(verify_consistency(m, n, mth(d.first(m)), mth(d), subproof(m, d, true))) << m << " to " << n;
    }
}

TEST(VerifyConsistency, RefusesEverySpoiltProof) {
  auto leaves = some_leaves(kSizes);
  for (std::size_t n = 1; n <= 20; ++n)
    for (std::size_t m = 1; m <= n; ++m) {
      Leaves d = Leaves(leaves).first(n);
      for (auto const& bad : spoilt(subproof(m, d, true)))
        EXPECT_FALSE(verify_consistency(m, n, mth(d.first(m)), mth(d), bad)) << m << " to " << n;
    }
}

TEST(VerifyConsistency, RefusesARewrittenTree) {
  auto leaves = some_leaves(20), forked = leaves;
  forked[3][0] ^= 1;
  auto old_root = mth(Leaves(leaves).first(11));
  EXPECT_FALSE(verify_consistency(11, 20, old_root, mth(forked), subproof(11, forked, true)));
  EXPECT_FALSE(verify_consistency(20, 20, mth(leaves), mth(forked), {}));
}

TEST(VerifyConsistency, RefusesSizesThatAreNone) {
  auto leaves = some_leaves(8);
  auto root = mth(leaves);
  EXPECT_FALSE(verify_consistency(0, 8, empty_root(), root, {}));
  EXPECT_FALSE(verify_consistency(9, 8, root, root, {}));
  EXPECT_FALSE(verify_consistency(0, 8, root, root, {root}));
}

TEST(VerifyConsistency, RefusesAnEmptyProofBetweenDifferentTrees) {
  auto leaves = some_leaves(8);
  for (std::size_t m = 1; m < 8; ++m)
    EXPECT_FALSE(verify_consistency(m, 8, mth(Leaves(leaves).first(m)), mth(leaves), {})) << m;
}

TEST(VerifyConsistency, ClimbsToTheRootAndNoFurther) {
  auto leaves = some_leaves(8);
  auto d = Leaves(leaves);
  EXPECT_FALSE(verify_consistency(1, 8, leaves[0], mth(d.first(4)), subproof(1, d.first(4), true)));
  auto proof = subproof(3, d, true);
  proof.push_back(leaves[0]);
  auto above = [&](Leaves part) { return node_hash(leaves[0], mth(part)); };
  EXPECT_FALSE(verify_consistency(3, 8, above(d.first(3)), above(d), proof));
}

}  // namespace
}  // namespace troth::merkle
