// Checkpoint::parse over arbitrary text: a head has one spelling.
#include "base/check.h"
#include "merkle/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto const text = as_text(ByteView(data, size));
  auto const head = merkle::Checkpoint::parse(text);
  if (!head) return 0;
  TROTH_CHECK(head->text() == text);
  TROTH_CHECK(!head->origin.empty() && head->size <= INT64_MAX);
  return 0;
}
