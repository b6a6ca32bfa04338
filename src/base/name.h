#pragma once
#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace troth {

/// A name a tenant gives to one of its own definitions: [a-z][a-z0-9_-]{0,39}. Stored in clear, never personal data.
template <class Tag>
class Name {
 public:
  Name() = default;
  static std::optional<Name> parse(std::string_view text) {
    if (text.empty() || text.size() > 40 || text.front() < 'a' || text.front() > 'z') return std::nullopt;
    for (char c : text)
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) return std::nullopt;
    Name out;
    out.text_ = text;
    return out;
  }
  std::string const& text() const { return text_; }
  auto operator<=>(Name const&) const = default;

 private:
  std::string text_;
};

using CollectionName = Name<struct CollectionNameTag>;
using FieldName = Name<struct FieldNameTag>;
using PurposeName = Name<struct PurposeNameTag>;
using RetentionName = Name<struct RetentionNameTag>;

}  // namespace troth
