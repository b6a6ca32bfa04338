#pragma once
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace troth::http {

/// A parsed JSON value (RFC 8259 with the limits of RFC 7493: UTF-8 without lone surrogates, no duplicate keys,
/// integers within 2^53 - 1). Numbers with a fraction or an exponent are kept as `double`, the nearest one to their
/// text.
class JsonValue {
 public:
  using Object = std::map<std::string, JsonValue, std::less<>>;
  using Array = std::vector<JsonValue>;
  using Variant = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object>;

  JsonValue() : value_(nullptr) {}
  explicit JsonValue(Variant value) : value_(std::move(value)) {}

  bool is_null() const { return value_.index() == 0; }
  bool const* boolean() const { return std::get_if<bool>(&value_); }
  std::int64_t const* integer() const { return std::get_if<std::int64_t>(&value_); }
  double const* real() const { return std::get_if<double>(&value_); }
  std::string const* text() const { return std::get_if<std::string>(&value_); }
  Array const* array() const { return std::get_if<Array>(&value_); }
  Object const* object() const { return std::get_if<Object>(&value_); }
  /// For those who build a value or take it apart.
  Variant& variant() { return value_; }
  Variant const& variant() const { return value_; }
  /// Canonical text: members sorted by the bytes of their key, no white space, shortest escapes and numbers. Parsing it
  /// and dumping again gives the same text. A `double` must be finite (invariant), strings must be UTF-8.
  std::string dump() const;

 private:
  Variant value_;
};

struct JsonLimits {
  std::size_t depth = 16;  ///< objects and arrays inside each other
  std::size_t bytes = 4u << 20;
};

/// One JSON value and nothing but white space around it. invalid on anything else, with `at` = "byte 17" (an offset
/// from 0); too_large over the limits.
Result<JsonValue> parse_json(std::string_view text, JsonLimits limits = {});

/// Reads the members of an object by name and type; what is missing or of another type (null is another type) is an
/// Error whose `at` is the JSON pointer (RFC 6901). `done()` refuses members nobody asked for.
class JsonReader {
 public:
  /// invalid unless `text` is one object.
  static Result<JsonReader> object(std::string_view text, JsonLimits limits = {});
  static Result<JsonReader> object(JsonValue value, std::string at);

  /// `max_bytes` of UTF-8; more is too_large.
  Result<std::string> text(std::string_view name, std::size_t max_bytes);
  Result<std::optional<std::string>> maybe_text(std::string_view name, std::size_t max_bytes);
  Result<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
  Result<std::optional<std::int64_t>> maybe_integer(std::string_view name, std::int64_t least, std::int64_t most);
  Result<bool> boolean(std::string_view name, bool if_absent);
  /// An array of strings; it must be there and may be empty.
  Result<std::vector<std::string>> texts(std::string_view name, std::size_t max_items, std::size_t max_bytes);
  /// Any type, but there. Like maybe_any it moves the value out, so that a large one is not copied: ask once.
  Result<JsonValue> any(std::string_view name);
  std::optional<JsonValue> maybe_any(std::string_view name);
  bool has(std::string_view name) const;
  Result<> done() const;

 private:
  JsonReader(JsonValue::Object members, std::string at) : members_(std::move(members)), at_(std::move(at)) {}
  std::string pointer(std::string_view name) const;
  JsonValue* find(std::string_view name);
  template <class T>
  Result<T*> need(std::string_view name, std::string_view message);
  JsonValue::Object members_;
  std::vector<std::string> seen_;
  std::string at_;
};

}  // namespace troth::http
