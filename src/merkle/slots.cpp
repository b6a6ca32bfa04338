#include "merkle/slots.h"

#include <bit>

#include "base/check.h"
#include "crypto/hash.h"

namespace troth::merkle {
namespace {

constexpr std::string_view kEntry = "slots/v1";

}  // namespace

Hash slot_salt(ByteView seed, std::uint64_t slot) {
  Bytes number;
  append_be(number, slot);
  return crypto::hmac_sha256(seed, number);
}

Hash slot_leaf(Hash const& salt, SlotHead const& head) {
  TROTH_CHECK(head.origin.size() <= UINT16_MAX);
  Bytes out = to_bytes(salt);
  append_be(out, static_cast<std::uint16_t>(head.origin.size()));
  if (!head.origin.empty()) {
    append(out, as_bytes(head.origin));
    append_be(out, head.size);
    append(out, head.root);
  }
  return leaf_hash(out);
}

Bytes slots_entry(std::uint64_t slots, Hash const& root) {
  Bytes out = to_bytes(as_bytes(kEntry));
  append_be(out, slots);
  append(out, root);
  return out;
}

SlotTree::SlotTree(ByteView seed, std::vector<SlotHead> const& heads) : levels_(1) {
  std::uint64_t slots = std::bit_ceil(std::uint64_t{heads.size()});
  levels_.front().reserve(slots);
  for (std::uint64_t i = 0; i < slots; ++i)
    levels_.front().push_back(slot_leaf(slot_salt(seed, i), i < heads.size() ? heads[i] : SlotHead{}));
  while (levels_.back().size() > 1) {
    std::vector<Hash> above;
    auto const& below = levels_.back();
    for (std::size_t i = 0; i < below.size(); i += 2) above.push_back(node_hash(below[i], below[i + 1]));
    levels_.push_back(std::move(above));
  }
}

std::vector<Hash> SlotTree::prove(std::uint64_t slot) const {
  TROTH_CHECK(slot < slots());
  std::vector<Hash> out;
  for (std::size_t level = 0; level + 1 < levels_.size(); ++level) out.push_back(levels_[level][(slot >> level) ^ 1]);
  return out;
}

}  // namespace troth::merkle
