#include <cstdlib>

#include "store/sqlite/gaps.h"

// A page of a database: whatever the bytes, its unallocated space is zeroed once, or it is refused.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size < 512) return 0;
  troth::Bytes page(data, data + size);
  bool const first = size % 2 == 0;
  auto const found = troth::store::sqlite::blank_unallocated(page, first, size);
  if (!found) return 0;
  auto const again = troth::store::sqlite::blank_unallocated(page, first, size);
  if (!again || *again) std::abort();
  return 0;
}
