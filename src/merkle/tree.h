#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace troth::merkle {

using Hash = std::array<std::uint8_t, 32>;

inline constexpr unsigned kTileHeight = 8, kTileWidth = 256;

Hash leaf_hash(ByteView entry);                       ///< SHA-256(0x00 ‖ entry), RFC 6962 section 2.1
Hash node_hash(Hash const& left, Hash const& right);  ///< SHA-256(0x01 ‖ left ‖ right)
Hash empty_root();                                    ///< SHA-256("")

/// A complete subtree of 256^level leaves: hash `index` of the tiles at `level` (tile.h).
struct TileNode {
  unsigned level = 0;
  std::uint64_t index = 0;
  Hash hash{};
  bool operator==(TileNode const&) const = default;
};

/// The state of an append-only tree: the roots of its perfect subtrees, largest first. At most 64 hashes.
class CompactRange {
 public:
  CompactRange() = default;
  void append(Hash const& leaf);
  /// The same, and adds to `completed` what this leaf completes of levels 1 and up, lowest first. The leaf itself, hash
  /// size() of level 0, is the caller's.
  void append(Hash const& leaf, std::vector<TileNode>& completed);
  Hash root() const;
  std::uint64_t size() const { return size_; }
  /// size u64 big-endian ‖ hashes.
  Bytes encode() const;
  static std::optional<CompactRange> decode(ByteView bytes);

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> stack_;
};

/// RFC 9162 section 2.1.3.2.
bool verify_inclusion(std::uint64_t index, std::uint64_t size, Hash const& leaf, std::vector<Hash> const& proof,
                      Hash const& root);
/// RFC 9162 section 2.1.4.2; an empty first tree is the caller's case.
bool verify_consistency(std::uint64_t first, std::uint64_t second, Hash const& first_root, Hash const& second_root,
                        std::vector<Hash> const& proof);

}  // namespace troth::merkle
