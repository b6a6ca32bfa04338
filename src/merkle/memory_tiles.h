#pragma once
#include <map>
#include <set>

#include "base/check.h"
#include "merkle/tile.h"

namespace troth::merkle {

/// A log in memory, for tests: its leaves, its rows of complete subtrees, and which tiles were asked for.
class MemoryTiles final : public TileSource {
 public:
  void append(ByteView entry) {
    std::vector<TileNode> completed;
    auto leaf = leaf_hash(entry);
    tree_.append(leaf, completed);
    rows_[0].push_back(leaf);
    for (TileNode const& node : completed) {
      TROTH_CHECK(node.index == rows_[node.level].size());
      rows_[node.level].push_back(node.hash);
    }
  }

  Result<std::vector<Hash>> tile(TileId const& tile) override {
    asked_.insert(tile.path());
    auto const& row = rows_[tile.level];
    TROTH_CHECK(tile.index * kTileWidth + tile.width <= row.size());
    auto first = row.begin() + static_cast<std::ptrdiff_t>(tile.index * kTileWidth);
    return std::vector<Hash>(first, first + tile.width - missing_);
  }

  std::uint64_t size() const { return tree_.size(); }
  Hash root() const { return tree_.root(); }
  std::vector<Hash> const& row(unsigned level) { return rows_[level]; }
  Hash const& leaf(std::uint64_t index) { return rows_[0][index]; }
  std::size_t asked() const { return asked_.size(); }
  void forget_asked() { asked_.clear(); }
  void cut_tiles_by(unsigned hashes) { missing_ = hashes; }

 private:
  CompactRange tree_;
  std::map<unsigned, std::vector<Hash>> rows_;
  std::set<std::string> asked_;
  unsigned missing_ = 0;
};

}  // namespace troth::merkle
