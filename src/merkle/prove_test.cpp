#include <gtest/gtest.h>

#include <bit>

#include "merkle/memory_tiles.h"
#include "merkle/tile.h"

namespace troth::merkle {
namespace {

using Range = std::pair<std::uint64_t, std::uint64_t>;

/// MTH, PATH and PROOF as RFC 6962 section 2.1 writes them, over D[begin:end] of some leaves.
class Definition {
 public:
  explicit Definition(MemoryTiles& log) : log_(log) {}

  Hash mth(Range d) {
    if (d.first == d.second) return empty_root();
    if (d.second - d.first == 1) return log_.leaf(d.first);
    if (auto found = known_.find(d); found != known_.end()) return found->second;
    return known_[d] = node_hash(mth(left(d)), mth(right(d)));
  }
  std::vector<Hash> path(std::uint64_t m, Range d) {
    if (d.second - d.first == 1) return {};
    auto k = split(d);
    auto out = m < k ? path(m, left(d)) : path(m - k, right(d));
    out.push_back(m < k ? mth(right(d)) : mth(left(d)));
    return out;
  }
  std::vector<Hash> subproof(std::uint64_t m, Range d, bool whole) {
    if (m == d.second - d.first) return whole ? std::vector<Hash>{} : std::vector<Hash>{mth(d)};
    auto k = split(d);
    auto out = m <= k ? subproof(m, left(d), whole) : subproof(m - k, right(d), false);
    out.push_back(m <= k ? mth(right(d)) : mth(left(d)));
    return out;
  }

 private:
  static std::uint64_t split(Range d) {
    std::uint64_t k = 1;
    while (k * 2 < d.second - d.first) k *= 2;
    return k;
  }
  static Range left(Range d) { return {d.first, d.first + split(d)}; }
  static Range right(Range d) { return {d.first + split(d), d.second}; }

  MemoryTiles& log_;
  std::map<Range, Hash> known_;
};

MemoryTiles log_of(std::uint64_t size) {
  MemoryTiles log;
  for (std::uint64_t i = 0; i < size; ++i) log.append(as_bytes("entry " + std::to_string(i)));
  return log;
}

MemoryTiles log_of(std::initializer_list<std::string_view> entries) {
  MemoryTiles log;
  for (auto entry : entries) log.append(as_bytes(entry));
  return log;
}

struct Proving {
  MemoryTiles& log;
  Definition& definition;

  void inclusion(std::uint64_t index, std::uint64_t size) {
    auto proof = prove_inclusion(log, index, size);
    ASSERT_TRUE(proof);
    ASSERT_EQ(*proof, definition.path(index, {0, size})) << index << " of " << size;
    ASSERT_TRUE(verify_inclusion(index, size, log.leaf(index), *proof, definition.mth({0, size})));
  }
  void consistency(std::uint64_t first, std::uint64_t second) {
    auto proof = prove_consistency(log, first, second);
    ASSERT_TRUE(proof);
    ASSERT_EQ(*proof, definition.subproof(first, {0, second}, true)) << first << " to " << second;
    ASSERT_TRUE(verify_consistency(first, second, definition.mth({0, first}), definition.mth({0, second}), *proof));
  }
};

TEST(Prove, IsTheDefinitionForEverySizeTo300) {
  auto log = log_of(300);
  Definition definition(log);
  Proving proving{log, definition};
  for (std::uint64_t size = 0; size <= 300; ++size) {
    ASSERT_EQ(root_at(log, size).value(), definition.mth({0, size})) << size;
    std::uint64_t step = size <= 40 || (size >= 254 && size <= 259) ? 1 : 11;
    for (std::uint64_t i = size % step; i < size; i += step) {
      proving.inclusion(i, size);
      proving.consistency(i + 1, size);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Prove, IsTheDefinitionWhereALevelBegins) {
  auto log = log_of(70000);
  Definition definition(log);
  Proving proving{log, definition};
  for (std::uint64_t size : {65535u, 65536u, 65537u, 70000u}) {
    ASSERT_EQ(root_at(log, size).value(), definition.mth({0, size})) << size;
    for (std::uint64_t i : {0u, 1u, 255u, 256u, 257u, 32767u, 32768u, 65279u, 65280u, 65534u}) {
      proving.inclusion(i, size);
      proving.consistency(i + 1, size);
      if (HasFatalFailure()) return;
    }
    proving.inclusion(size - 1, size);
    proving.consistency(size, size);
  }
  ASSERT_EQ(log.root(), definition.mth({0, 70000}));
}

TEST(Prove, ReadsFewTiles) {
  auto log = log_of(70000);
  for (std::uint64_t i = 0; i < 70000; i += 999) {
    log.forget_asked();
    ASSERT_TRUE(prove_inclusion(log, i, 70000));
    EXPECT_LE(log.asked(), 5u);  // three levels: the leaf's side and the right edge; the top is one tile
    log.forget_asked();
    ASSERT_TRUE(prove_consistency(log, i + 1, 70000));
    EXPECT_LE(log.asked(), 5u);
  }
}

TEST(Tree, ReportsEachCompleteTileHashOnce) {
  auto log = log_of(66000);
  EXPECT_EQ(log.row(0).size(), 66000u);
  EXPECT_EQ(log.row(1).size(), 257u);
  EXPECT_EQ(log.row(2).size(), 1u);
  Definition definition(log);
  EXPECT_EQ(log.row(1)[0], definition.mth({0, 256}));
  EXPECT_EQ(log.row(1)[256], definition.mth({65536, 65792}));
  EXPECT_EQ(log.row(2)[0], definition.mth({0, 65536}));
}

TEST(Prove, RefusesWhatIsNotInTheTree) {
  auto log = log_of(10);
  EXPECT_EQ(prove_inclusion(log, 10, 10).error().code, Code::invalid);
  EXPECT_EQ(prove_inclusion(log, 0, 0).error().code, Code::invalid);
  EXPECT_EQ(prove_inclusion(log, UINT64_MAX, 10).error().code, Code::invalid);
  EXPECT_EQ(prove_consistency(log, 0, 10).error().code, Code::invalid);
  EXPECT_EQ(prove_consistency(log, 10, 9).error().code, Code::invalid);
  EXPECT_EQ(root_at(log, 0).value(), empty_root());
}

TEST(Prove, ATileThatIsTooShortIsCorrupt) {
  auto log = log_of(300);
  log.cut_tiles_by(1);
  EXPECT_EQ(prove_inclusion(log, 3, 300).error().code, Code::corrupt);
  EXPECT_EQ(prove_consistency(log, 3, 300).error().code, Code::corrupt);
  EXPECT_EQ(root_at(log, 300).error().code, Code::corrupt);
}

/// A log too large for any memory: all its leaves are the same but one.
class SparseTiles final : public TileSource {
 public:
  explicit SparseTiles(std::uint64_t marked) : marked_(marked) {
    plain_.push_back(leaf_hash(as_bytes("plain")));
    special_.push_back(leaf_hash(as_bytes("marked")));
    for (unsigned height = 0; height < 63; ++height) {
      bool right = marked >> height & 1;
      special_.push_back(right ? node_hash(plain_[height], special_[height])
                               : node_hash(special_[height], plain_[height]));
      plain_.push_back(node_hash(plain_[height], plain_[height]));
    }
  }
  Hash node(unsigned height, std::uint64_t index) const {
    return (marked_ >> height == index ? special_ : plain_)[height];
  }
  /// MTH by the definition, cut short where a range is a whole subtree.
  Hash root_of(std::uint64_t begin, std::uint64_t end) const {
    auto size = end - begin;
    if (std::has_single_bit(size)) {
      auto height = static_cast<unsigned>(std::countr_zero(size));
      return node(height, begin >> height);
    }
    std::uint64_t middle = begin + std::bit_floor(size);
    return node_hash(root_of(begin, middle), root_of(middle, end));
  }
  Result<std::vector<Hash>> tile(TileId const& tile) override {
    ++reads;
    std::vector<Hash> out;
    for (unsigned i = 0; i < tile.width; ++i) out.push_back(node(8 * tile.level, tile.index * kTileWidth + i));
    return out;
  }
  unsigned reads = 0;

 private:
  std::uint64_t marked_;
  std::vector<Hash> plain_, special_;
};

TEST(Prove, WorksInLogsOfATrillionEntries) {
  constexpr std::uint64_t kSize = std::uint64_t{1} << 40;
  for (std::uint64_t size : {kSize - 1, kSize, kSize + 1, kSize - 12345678901})
    for (std::uint64_t index : {std::uint64_t{0}, std::uint64_t{123456789012}, size / 2, size - 1}) {
      SparseTiles log(index);
      auto root = log.root_of(0, size);
      EXPECT_EQ(root_at(log, size).value(), root);
      log.reads = 0;
      auto path = prove_inclusion(log, index, size).value();
      EXPECT_LE(log.reads, 11u);
      EXPECT_TRUE(verify_inclusion(index, size, log.node(0, index), path, root)) << index << " of " << size;
      EXPECT_FALSE(verify_inclusion(index, size, leaf_hash(as_bytes("plain")), path, root));
      auto proof = prove_consistency(log, index + 1, size).value();
      EXPECT_TRUE(verify_consistency(index + 1, size, log.root_of(0, index + 1), root, proof));
    }
}

Hash from_base64_text(std::string_view text) {
  Hash out;
  auto bytes = from_base64(text).value();
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

// The log that Tessera keeps as test data (testdata/log) and its checkpoints.
TEST(Prove, LeadsToTheCheckpointsOfTesserasTestLog) {
  auto log = log_of({"one", "two", "three", "four", "five", "six", "seven", "eit", "nain", "ten", "ileven", "twelf",
                     "threeten", "fourten", "fivten"});
  auto one = from_base64_text("0Nc2CrefWKseHj/mStd+LqC8B+NrX0btIiPt2SmN+ek=");
  auto two = from_base64_text("T1X2GdkhUjV3iyufF9b0kVsWFxIU0VI4EpNml2Teci4=");
  auto fifteen = from_base64_text("rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=");
  EXPECT_EQ(root_at(log, 1).value(), one);
  EXPECT_EQ(root_at(log, 2).value(), two);
  EXPECT_EQ(root_at(log, 15).value(), fifteen);
  for (std::uint64_t i = 0; i < 15; ++i)
    EXPECT_TRUE(verify_inclusion(i, 15, log.leaf(i), prove_inclusion(log, i, 15).value(), fifteen)) << i;
  EXPECT_TRUE(verify_consistency(1, 15, one, fifteen, prove_consistency(log, 1, 15).value()));
  EXPECT_TRUE(verify_consistency(2, 15, two, fifteen, prove_consistency(log, 2, 15).value()));
  EXPECT_FALSE(verify_consistency(2, 15, one, fifteen, prove_consistency(log, 2, 15).value()));
}

// The eight leaves of transparency-dev/merkle testonly/constants.go, which Certificate Transparency tests with, and
// roots.
TEST(Prove, LeadsToThePublishedRootsOfTheTransparencyTestLeaves) {
  MemoryTiles log;
  for (auto entry :
       {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"})
    log.append(from_hex(entry).value());
  std::map<std::uint64_t, std::string_view> roots = {
      {1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
      {8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
  for (auto const& [size, published] : roots) {
    auto root = root_at(log, size).value();
    EXPECT_EQ(hex(root), published);
    for (std::uint64_t i = 0; i < size; ++i)
      EXPECT_TRUE(verify_inclusion(i, size, log.leaf(i), prove_inclusion(log, i, size).value(), root));
  }
}

}  // namespace
}  // namespace troth::merkle
