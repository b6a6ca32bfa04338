// The state of a log comes back from the database: whatever the bytes are, decode refuses them or gives them back.
#include <algorithm>

#include "base/check.h"
#include "merkle/tree.h"

using namespace troth;

namespace {

/// Seeds are hex text, so that they can be read; what is no hex is taken as it is.
Bytes input_of(ByteView data) {
  auto text = as_text(data);
  while (text.ends_with('\n')) text.remove_suffix(1);
  auto bytes = from_hex(text);
  return bytes ? *bytes : to_bytes(data);
}

void decode_and_grow(ByteView bytes) {
  auto range = merkle::CompactRange::decode(bytes);
  if (!range) return;
  TROTH_CHECK(range->encode() == to_bytes(bytes));
  auto size = range->size();
  if (size == UINT64_MAX) return;
  range->append(merkle::leaf_hash(bytes));
  TROTH_CHECK(range->size() == size + 1);
  auto again = merkle::CompactRange::decode(range->encode());
  TROTH_CHECK(again && again->root() == range->root());
}

/// MTH of RFC 6962 section 2.1, over entries of one byte.
merkle::Hash root_of(ByteView entries) {
  if (entries.empty()) return merkle::empty_root();
  if (entries.size() == 1) return merkle::leaf_hash(entries);
  std::size_t left = 1;
  while (left * 2 < entries.size()) left *= 2;
  return merkle::node_hash(root_of(entries.first(left)), root_of(entries.subspan(left)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  Bytes bytes = input_of({data, size});
  decode_and_grow(bytes);
  ByteView entries = ByteView(bytes).first(std::min<std::size_t>(bytes.size(), 300));
  merkle::CompactRange range;
  for (std::size_t i = 0; i < entries.size(); ++i) range.append(merkle::leaf_hash(entries.subspan(i, 1)));
  TROTH_CHECK(range.root() == root_of(entries));
  return 0;
}
