#pragma once
#include "store/sql.h"

namespace troth::store {

/// What a bound on memory counts. A number costs what it costs on the stack, so that nothing but numbers still counts.
inline std::size_t size_of(Value const& value) {
  if (value.is_null()) return 1;
  if (auto const* text = std::get_if<std::string>(&value.variant())) return text->size();
  if (auto const* bytes = std::get_if<Bytes>(&value.variant())) return bytes->size();
  return sizeof(std::int64_t);
}
/// Of a row, or of parameters.
inline std::size_t size_of(std::vector<Value> const& values) {
  std::size_t total = 0;
  for (Value const& value : values) total += size_of(value);
  return total;
}

}  // namespace troth::store
