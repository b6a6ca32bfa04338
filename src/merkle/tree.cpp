#include "merkle/tree.h"

#include <bit>

#include "base/check.h"
#include "crypto/hash.h"

// encoding of a CompactRange = size u64 big-endian | popcount(size) hashes of 32 bytes, the largest subtree first

namespace troth::merkle {
namespace {

constexpr std::uint8_t kLeaf = 0, kNode = 1;
constexpr std::size_t kHead = sizeof(std::uint64_t);

}  // namespace

Hash leaf_hash(ByteView entry) { return crypto::sha256({ByteView(&kLeaf, 1), entry}); }
Hash node_hash(Hash const& left, Hash const& right) { return crypto::sha256({ByteView(&kNode, 1), left, right}); }
Hash empty_root() { return crypto::sha256(ByteView()); }

void CompactRange::append(Hash const& leaf) {
  std::vector<TileNode> unused;
  append(leaf, unused);
}

// The set bits of the size are the perfect subtrees; adding one carries through the low ones, joining two at each.
void CompactRange::append(Hash const& leaf, std::vector<TileNode>& completed) {
  TROTH_CHECK(size_ != UINT64_MAX);
  Hash hash = leaf;
  unsigned height = 0;
  for (std::uint64_t carry = size_++; carry & 1; carry >>= 1) {
    hash = node_hash(stack_.back(), hash);
    stack_.pop_back();
    if (++height % kTileHeight == 0) completed.push_back({height / kTileHeight, (size_ - 1) >> height, hash});
  }
  stack_.push_back(hash);
}

Hash CompactRange::root() const {
  if (stack_.empty()) return empty_root();
  Hash hash = stack_.back();
  for (std::size_t i = stack_.size() - 1; i-- > 0;) hash = node_hash(stack_[i], hash);
  return hash;
}

Bytes CompactRange::encode() const {
  Bytes out;
  out.reserve(kHead + stack_.size() * sizeof(Hash));
  append_be(out, size_);
  for (Hash const& hash : stack_) troth::append(out, hash);
  return out;
}

std::optional<CompactRange> CompactRange::decode(ByteView bytes) {
  if (bytes.size() < kHead) return std::nullopt;
  CompactRange out;
  out.size_ = read_be<std::uint64_t>(bytes);
  auto count = static_cast<std::size_t>(std::popcount(out.size_));
  if (bytes.size() != kHead + count * sizeof(Hash)) return std::nullopt;
  out.stack_.resize(count);
  for (std::size_t i = 0; i < count; ++i)
    std::memcpy(out.stack_[i].data(), bytes.data() + kHead + i * sizeof(Hash), sizeof(Hash));
  return out;
}

}  // namespace troth::merkle
