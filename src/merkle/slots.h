#pragma once
#include <string>
#include <vector>

#include "base/bytes.h"
#include "merkle/tree.h"

namespace troth::merkle {

/// One log's head as a seal commits to it. An empty origin: the slot is vacant (padding, or its tenant was destroyed).
struct SlotHead {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};
};

/// HMAC-SHA256(seed of the seal, slot u64): a neighbour's proof tells nothing of this slot.
Hash slot_salt(ByteView seed, std::uint64_t slot);
/// RFC 6962 leaf hash of  salt 32 | length of origin u16 | origin | size u64 | root 32;  a vacant slot: salt 32 | 0000.
Hash slot_leaf(Hash const& salt, SlotHead const& head);
/// The seal's entry in the cell log: "slots/v1" | number of slots u64 | root 32. The number is in it because an RFC
/// 6962 root does not bind the size of its tree.
Bytes slots_entry(std::uint64_t slots, Hash const& root);

/// The RFC 6962 tree over a power of two of slots. Immutable; any thread.
class SlotTree {
 public:
  /// Pads with vacant slots, salted like the others, to a power of two of at least 1.
  SlotTree(ByteView seed, std::vector<SlotHead> const& heads);
  std::uint64_t slots() const { return levels_.front().size(); }
  Hash const& root() const { return levels_.back().front(); }
  std::vector<Hash> prove(std::uint64_t slot) const;

 private:
  std::vector<std::vector<Hash>> levels_;
};

/// Leaf 0 of the log that goes on after one that had to end, because what it had signed was lost:
///   "epoch/v1\n" <origin of the ended log> \n <size of its last signed head> \n <base64 root> \n <size that was
///   restored> \n <base64 root> \n <POSIX seconds> \n
/// Whatever the ended log's key signed beyond that head does not count.
struct EpochEnd {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};
  std::uint64_t restored_size = 0;
  Hash restored_root{};
  std::uint64_t seconds = 0;

  static std::optional<EpochEnd> parse(ByteView entry);
  Bytes encode() const;
};

}  // namespace troth::merkle
