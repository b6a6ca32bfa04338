// Turns the events of Boost.JSON's parser into a JsonValue in place: each container is made inside its parent, so
// nothing is moved or copied when it closes. Boost's own document is not used because it lets the last of two equal
// keys win, which is how two readers of one text come to see different things (RFC 8259 section 4).
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>

#include "http/json.h"

namespace troth::http {
namespace {

namespace json = boost::json;
using ErrorCode = json::error_code;

/// Integers that every reader holds exactly (RFC 7493 section 2.2).
constexpr std::int64_t kMostInteger = (std::int64_t{1} << 53) - 1;

/// The handler of json::basic_parser; false with a set error stops it.
class Builder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  explicit Builder(JsonValue& root) : root_(&root) { open_.reserve(8); }

  /// Why the builder itself refused; empty if it was the grammar.
  std::string_view refusal() const { return refusal_; }

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_object_begin(ErrorCode&) { return open_.push_back({nullptr, &put<JsonValue::Object>()}), true; }
  bool on_object_end(std::size_t, ErrorCode&) { return open_.pop_back(), true; }
  bool on_array_begin(ErrorCode&) { return open_.push_back({&put<JsonValue::Array>(), nullptr}), true; }
  bool on_array_end(std::size_t, ErrorCode&) { return open_.pop_back(), true; }

  bool on_key_part(json::string_view part, std::size_t, ErrorCode&) { return keep(part); }
  bool on_key(json::string_view part, std::size_t, ErrorCode& error) {
    if (parts_.empty()) return member({part.data(), part.size()}, error);
    keep(part);
    bool const fresh = member(parts_, error);
    parts_.clear();
    return fresh;
  }
  bool on_string_part(json::string_view part, std::size_t, ErrorCode&) { return keep(part); }
  bool on_string(json::string_view part, std::size_t, ErrorCode&) {
    if (parts_.empty()) return put<std::string>(part.data(), part.size()), true;
    keep(part);
    put<std::string>(std::move(parts_));
    parts_.clear();
    return true;
  }

  bool on_number_part(json::string_view, ErrorCode&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, ErrorCode& error) {
    if (number > kMostInteger || number < -kMostInteger) return refuse("an integer beyond 2^53 - 1", error);
    return put<std::int64_t>(number), true;
  }
  bool on_uint64(std::uint64_t, json::string_view, ErrorCode& error) {
    return refuse("an integer beyond 2^53 - 1", error);
  }
  /// From the text once more: what this version of the parser computes may be off by the last bit.
  bool on_double(double, json::string_view text, ErrorCode& error) {
    if (text.find_first_of(".eE") == json::string_view::npos) return refuse("an integer beyond 2^53 - 1", error);
    double number = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || !std::isfinite(number)) return refuse("a number beyond what a double holds", error);
    return put<double>(number), true;
  }
  bool on_bool(bool truth, ErrorCode&) { return put<bool>(truth), true; }
  bool on_null(ErrorCode&) { return put<std::nullptr_t>(nullptr), true; }
  bool on_comment_part(json::string_view, ErrorCode& error) { return refuse("a comment", error); }
  bool on_comment(json::string_view, ErrorCode& error) { return refuse("a comment", error); }

 private:
  struct Open {
    JsonValue::Array* array;
    JsonValue::Object* object;
  };

  /// Places the next value: the root, the next item of the open array, or the member whose key came last.
  template <class T, class... Args>
  T& put(Args&&... args) {
    JsonValue* slot = root_;
    if (!open_.empty()) slot = open_.back().array ? &open_.back().array->emplace_back() : member_;
    return slot->variant().emplace<T>(std::forward<Args>(args)...);
  }
  bool keep(json::string_view part) { return parts_.append(part.data(), part.size()), true; }
  bool member(std::string_view key, ErrorCode& error) {
    JsonValue::Object& object = *open_.back().object;
    auto where = object.end();  // keys that come sorted need one comparison
    if (!object.empty() && object.rbegin()->first >= key) {
      where = object.lower_bound(key);
      if (where->first == key) return refuse("a key is given twice", error);
    }
    member_ = &object.emplace_hint(where, key, JsonValue())->second;
    return true;
  }
  bool refuse(std::string_view why, ErrorCode& error) {
    refusal_ = why;
    error = json::error::exception;  // any value; the caller reads refusal()
    return false;
  }

  JsonValue* root_;
  std::vector<Open>
      open_;  ///< containers not yet closed; a child is complete before its parent can grow, so they stay put
  JsonValue* member_ = nullptr;
  std::string parts_;  ///< a string with escapes comes in parts
  std::string_view refusal_;
};

Error not_json(std::string_view why, std::size_t offset) {
  return fail(Code::invalid, why, "byte " + std::to_string(offset));
}

}  // namespace

Result<JsonValue> parse_json(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes) return fail(Code::too_large, "the JSON text is too long");
  JsonValue root;
  json::parse_options options;
  options.max_depth = limits.depth;
  json::basic_parser<Builder> parser(options, root);
  ErrorCode error;
  std::size_t const used = parser.write_some(false, text.data(), text.size(), error);
  if (error == json::error::too_deep)
    return fail(Code::too_large, "the JSON text is nested too deeply", "byte " + std::to_string(used));
  if (error) return not_json(parser.handler().refusal().empty() ? "not JSON" : parser.handler().refusal(), used);
  if (used < text.size()) return not_json("something follows the JSON value", used);
  return root;
}

}  // namespace troth::http
