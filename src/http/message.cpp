#include "http/message.h"

#include <algorithm>
#include <array>

namespace troth::http {
namespace {

constexpr std::array<std::string_view, 7> kNames = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", ""};
static_assert(kNames.size() == static_cast<std::size_t>(Method::other) + 1);

// Not std::tolower: field names are ASCII whatever the locale says.
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view name(Method method) { return kNames[static_cast<std::size_t>(method)]; }

Method parse_method(std::string_view text) {
  auto const found = std::find(kNames.begin(), kNames.end(), text);
  return found == kNames.end() ? Method::other : static_cast<Method>(found - kNames.begin());
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  std::optional<std::string_view> found;
  for (auto const& [field, value] : fields_) {
    if (!same_name(field, name)) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(fields_.begin(), fields_.end(), [&](auto const& field) { return same_name(field.first, name); }));
}

}  // namespace troth::http
