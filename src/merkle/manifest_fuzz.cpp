// Manifest::parse and read_manifest over arbitrary text: what is taken has one spelling, the one it is written back in.
#include "base/check.h"
#include "merkle/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto const text = as_text(ByteView(data, size));
  if (auto manifest = merkle::Manifest::parse(text)) TROTH_CHECK(manifest->encode() == text);
  if (auto read = merkle::read_manifest(text)) TROTH_CHECK(text.starts_with(read->manifest.encode()));
  return 0;
}
