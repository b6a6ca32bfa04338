#include <algorithm>

#include "http/json.h"

namespace troth::http {
namespace {

constexpr std::size_t kMostShown = 64;  // bytes of a member's name in an Error

/// RFC 6901 section 3. A name that nobody asked for is the caller's own text of any length: cut, at a character's
/// border.
std::string escape_pointer(std::string_view name) {
  if (name.size() > kMostShown) {
    std::size_t size = kMostShown;
    while (size > 0 && (static_cast<unsigned char>(name[size]) & 0xc0) == 0x80) --size;
    name = name.substr(0, size);
  }
  std::string out;
  for (char c : name) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out.push_back(c);
  }
  return out;
}

Result<std::int64_t> within(std::int64_t number, std::int64_t least, std::int64_t most, std::string at) {
  if (number < least || number > most) return fail(Code::invalid, "the integer is out of its range", std::move(at));
  return number;
}

Result<std::string> at_most(std::string const& text, std::size_t max_bytes, std::string at) {
  if (text.size() > max_bytes) return fail(Code::too_large, "the text is too long", std::move(at));
  return text;
}

}  // namespace

Result<JsonReader> JsonReader::object(std::string_view text, JsonLimits limits) {
  TROTH_TRY(JsonValue value, parse_json(text, limits));
  return object(std::move(value), "");
}

Result<JsonReader> JsonReader::object(JsonValue value, std::string at) {
  auto* members = std::get_if<JsonValue::Object>(&value.variant());
  if (members == nullptr) return fail(Code::invalid, "not an object", std::move(at));
  return JsonReader(std::move(*members), std::move(at));
}

std::string JsonReader::pointer(std::string_view name) const { return at_ + "/" + escape_pointer(name); }

JsonValue* JsonReader::find(std::string_view name) {
  auto const found = members_.find(name);
  if (found == members_.end()) return nullptr;
  seen_.emplace_back(name);
  return &found->second;
}

template <class T>
Result<T*> JsonReader::need(std::string_view name, std::string_view message) {
  JsonValue* const value = find(name);
  if (value == nullptr) return fail(Code::invalid, "a member is missing", pointer(name));
  T* const typed = std::get_if<T>(&value->variant());
  if (typed == nullptr) return fail(Code::invalid, message, pointer(name));
  return typed;
}

Result<std::string> JsonReader::text(std::string_view name, std::size_t max_bytes) {
  TROTH_TRY(std::string * text, need<std::string>(name, "not a string"));
  return at_most(*text, max_bytes, pointer(name));
}

Result<std::optional<std::string>> JsonReader::maybe_text(std::string_view name, std::size_t max_bytes) {
  if (!has(name)) return std::optional<std::string>();
  TROTH_TRY(std::string found, text(name, max_bytes));
  return std::optional(std::move(found));
}

Result<std::int64_t> JsonReader::integer(std::string_view name, std::int64_t least, std::int64_t most) {
  TROTH_TRY(std::int64_t * number, need<std::int64_t>(name, "not an integer"));
  return within(*number, least, most, pointer(name));
}

Result<std::optional<std::int64_t>> JsonReader::maybe_integer(std::string_view name, std::int64_t least,
                                                              std::int64_t most) {
  if (!has(name)) return std::optional<std::int64_t>();
  TROTH_TRY(std::int64_t found, integer(name, least, most));
  return std::optional(found);
}

Result<bool> JsonReader::boolean(std::string_view name, bool if_absent) {
  if (!has(name)) return if_absent;
  TROTH_TRY(bool* truth, need<bool>(name, "not true or false"));
  return *truth;
}

Result<std::vector<std::string>> JsonReader::texts(std::string_view name, std::size_t max_items,
                                                   std::size_t max_bytes) {
  TROTH_TRY(JsonValue::Array * items, need<JsonValue::Array>(name, "not an array"));
  if (items->size() > max_items) return fail(Code::too_large, "too many items", pointer(name));
  std::vector<std::string> out;
  out.reserve(items->size());
  for (JsonValue const& item : *items) {
    std::string at = pointer(name) + "/" + std::to_string(out.size());
    if (item.text() == nullptr) return fail(Code::invalid, "not a string", std::move(at));
    TROTH_TRY(std::string text, at_most(*item.text(), max_bytes, std::move(at)));
    out.push_back(std::move(text));
  }
  return out;
}

Result<JsonValue> JsonReader::any(std::string_view name) {
  std::optional<JsonValue> found = maybe_any(name);
  if (!found) return fail(Code::invalid, "a member is missing", pointer(name));
  return *std::move(found);
}

std::optional<JsonValue> JsonReader::maybe_any(std::string_view name) {
  JsonValue* const found = find(name);
  if (found == nullptr) return std::nullopt;
  JsonValue out = std::move(*found);
  members_.erase(members_.find(name));
  return out;
}

bool JsonReader::has(std::string_view name) const { return members_.find(name) != members_.end(); }

Result<> JsonReader::done() const {
  for (auto const& [name, value] : members_)
    if (std::find(seen_.begin(), seen_.end(), name) == seen_.end())
      return fail(Code::invalid, "a member that is not known here", pointer(name));
  return {};
}

}  // namespace troth::http
