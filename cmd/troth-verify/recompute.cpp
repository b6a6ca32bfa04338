#include "recompute.h"

#include <algorithm>

namespace troth::verify {
namespace {

constexpr std::size_t kHash = sizeof(merkle::Hash);

}  // namespace

std::string Recompute::Difference::says() const {
  auto out = "hash " + std::to_string(hash) + " of " + Mirror::name(tile) + " is not that of ";
  auto place = tile.index * merkle::kTileWidth + hash;
  if (tile.level > 0) return out + "the entries below it (node " + std::to_string(place) + " of its level)";
  merkle::TileId bundle{0, tile.index, tile.width, true};
  return out + "entry " + std::to_string(place) + " (number " + std::to_string(hash) + " in " + Mirror::name(bundle) +
         ")";
}

Result<> Recompute::run() {
  auto size = mirror_.size();
  for (std::uint64_t index = 0; merkle::tile_width(0, index, size) > 0; ++index)
    TROTH_TRY(add_bundle({0, index, merkle::tile_width(0, index, size), true}));
  for (unsigned level = 0; level < kLevels; ++level)
    if (!pending_[level].empty()) TROTH_TRY(compare(level));
  return {};
}

Result<> Recompute::add_bundle(merkle::TileId const& bundle) {
  TROTH_TRY(auto bytes, need(bundle));
  auto entries = merkle::parse_bundle(bytes, bundle.width);
  if (!entries) {
    auto at = entries.error().at.empty() ? "" : ", " + entries.error().at;
    return fail(entries.error().code, entries.error().message, Mirror::name(bundle) + at);
  }
  for (Bytes const& entry : *entries) {
    auto leaf = merkle::leaf_hash(entry);
    completed_.clear();
    tree_.append(leaf, completed_);
    TROTH_TRY(add_hash(0, leaf));
    for (auto const& node : completed_) TROTH_TRY(add_hash(node.level, node.hash));
  }
  ++bundles_;
  return {};
}

Result<> Recompute::add_hash(unsigned level, merkle::Hash const& hash) {
  append(pending_[level], hash);
  if (pending_[level].size() < merkle::kTileWidth * kHash) return {};
  return compare(level);
}

Result<> Recompute::compare(unsigned level) {
  auto& pending = pending_[level];
  merkle::TileId tile{level, next_[level]++, static_cast<unsigned>(pending.size() / kHash)};
  TROTH_TRY(auto stored, need(tile));
  if (stored.size() != pending.size())
    return fail(
        Code::corrupt, "this tile has the wrong length; fetch it again, whole",
        Mirror::name(tile) + ": " + std::to_string(stored.size()) + " bytes, not " + std::to_string(pending.size()));
  auto [mine, theirs] = std::mismatch(pending.begin(), pending.end(), stored.begin());
  if (mine != pending.end() && !difference_)
    difference_ = {tile, static_cast<unsigned>(static_cast<std::size_t>(mine - pending.begin()) / kHash)};
  pending.clear();
  ++tiles_;
  return {};
}

Result<Bytes> Recompute::need(merkle::TileId const& tile) const {
  auto bytes = mirror_.read(tile);
  if (!bytes && bytes.error().code == Code::not_found)
    return fail(Code::not_found, "this file is missing: the mirror is not whole; fetch it", Mirror::name(tile));
  return bytes;
}

}  // namespace troth::verify
