#pragma once
#include <algorithm>

#include "merkle/tree.h"
#include "store/sql.h"

namespace troth::audit {

/// A hash out of a row; one of another length was put there by somebody else.
inline merkle::Hash hash_column(store::Value const& value) {
  merkle::Hash out{};
  Bytes const& bytes = value.bytes();
  if (bytes.size() != out.size()) throw store::CorruptRow();
  std::ranges::copy(bytes, out.begin());
  return out;
}

}  // namespace troth::audit
