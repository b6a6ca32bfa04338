// TlogProof::parse over arbitrary text, and the check of what it took: one spelling, and no leaf of its own making
// passes.
#include "base/check.h"
#include "merkle/tlog_proof.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto const text = as_text(ByteView(data, size));
  auto const proof = merkle::TlogProof::parse(text);
  if (!proof) return 0;
  TROTH_CHECK(proof->encode() == text);
  TROTH_CHECK(proof->hashes.size() <= 63);
  TROTH_CHECK(!proof->head_of(merkle::leaf_hash(ByteView(data, size))));
  return 0;
}
