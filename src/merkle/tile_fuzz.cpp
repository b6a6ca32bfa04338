// Tile paths and entry bundles over arbitrary bytes: what is read is written back as it was.
#include "base/check.h"
#include "merkle/tile.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  ByteView bytes(data, size);
  auto path = as_text(bytes);
  while (path.ends_with('\n')) path.remove_suffix(1);
  if (auto tile = merkle::TileId::parse(path)) TROTH_CHECK(tile->path() == path);
  for (std::size_t count = 0; count <= 4; ++count)
    if (auto entries = merkle::parse_bundle(bytes, count)) {
      TROTH_CHECK(entries->size() == count);
      TROTH_CHECK(merkle::encode_bundle(*entries) == to_bytes(bytes));
    }
  return 0;
}
