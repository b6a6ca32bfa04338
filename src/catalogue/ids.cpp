#include "catalogue/ids.h"

#include <algorithm>

namespace troth::catalogue {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool drop(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool drop_number(std::string_view& text) {
  auto const end = std::find_if_not(text.begin(), text.end(), is_digit);
  auto const length = static_cast<std::size_t>(end - text.begin());
  if (length == 0 || length > 3 || (length > 1 && text.front() == '0')) return false;
  text.remove_prefix(length);
  return true;
}

bool is_word(std::string_view text) {
  return !text.empty() && is_lower(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

}  // namespace

std::string_view prefix_of(std::string_view profile) {
  if (profile == "trueengage") return "TE";
  if (profile == "landbot") return "LB";
  return profile == "extension" ? "X" : "";
}

bool is_clause_id(std::string_view id, std::string_view prefix) {
  if (prefix.empty() || !drop(id, prefix) || !drop(id, "-")) return false;
  if (!id.empty() && id.front() >= 'A' && id.front() <= 'Z') id.remove_prefix(1);
  if (!drop_number(id)) return false;
  if (drop(id, ".") && !drop_number(id)) return false;
  if (!id.empty() && is_lower(id.front())) id.remove_prefix(1);
  return id.empty();
}

bool is_parameter_id(std::string_view id) {
  if (id.size() > 60 || id.find('.') == id.npos) return false;
  while (true) {
    auto const dot = id.find('.');
    if (!is_word(id.substr(0, dot))) return false;
    if (dot == id.npos) return true;
    id.remove_prefix(dot + 1);
  }
}

}  // namespace troth::catalogue
