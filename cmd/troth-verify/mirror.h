#pragma once
#include "files.h"
#include "merkle/tile.h"

namespace troth::verify {

/// A copy of a log in the layout of C2SP tlog-tiles: DIR/checkpoint, DIR/tile/<level>/<index>,
/// DIR/tile/entries/<index>. Nothing in it is trusted; a tile is what the file holds.
class Mirror final : public merkle::TileSource {
 public:
  static Result<Mirror> open(std::filesystem::path folder);

  SignedHead const& published() const { return published_; }
  std::uint64_t size() const { return published_.head.size; }
  static std::string name(merkle::TileId const& tile) { return "tile/" + tile.path(); }
  Result<Bytes> read(merkle::TileId const& tile) const;
  /// From the file as wide as the mirror's own size has it, for a tree that may be smaller.
  Result<std::vector<merkle::Hash>> tile(merkle::TileId const& tile) override;

 private:
  Mirror(std::filesystem::path folder, SignedHead published);
  std::filesystem::path folder_;
  SignedHead published_;
};

}  // namespace troth::verify
