#pragma once
#include <functional>
#include <string_view>

namespace troth::store {

/// A literal is known by where it lies; its length tells it from another that shares the address.
struct SameLiteral {
  bool operator()(std::string_view a, std::string_view b) const { return a.data() == b.data() && a.size() == b.size(); }
};
struct LiteralHash {
  std::size_t operator()(std::string_view literal) const { return std::hash<void const*>()(literal.data()); }
};

}  // namespace troth::store
