#pragma once
#include <exception>
#include <string_view>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/id.h"

namespace troth::store {

/// One SQL statement of our own, a compile-time literal: no SQL is ever composed at run time. Its address is the key of
/// the statement cache. One text for all engines: `$n` placeholders, types BYTEA BIGINT TEXT, no literals for bytes.
class Sql {
 public:
  /// What an engine may conclude for what it remembers (tests/sql_lint.py holds the statements to it):
  ///   rule   a SELECT of tables that change seldom and tell of no person, such as who may do what for which purpose:
  ///          its rows may be remembered until something other than data is written
  ///   data   writes a table that no rule reads
  ///   other  anything else: whatever is remembered may be wrong afterwards
  enum class Kind : std::uint8_t { other, rule, data };

  template <std::size_t N>
  consteval Sql(char const (&literal)[N], Kind kind = Kind::other) : text_(literal, N - 1), kind_(kind) {}
  constexpr std::string_view text() const { return text_; }
  constexpr Kind kind() const { return kind_; }
  bool operator==(Sql const& other) const { return text_.data() == other.text_.data(); }

 private:
  std::string_view text_;
  Kind kind_;
};
inline constexpr Sql::Kind kRule = Sql::Kind::rule, kData = Sql::Kind::data;

/// A stored value has not the type or length that our own schema gives it: somebody else wrote the row. Thrown, because
/// no code above could do anything but stop; caught where a request or a job begins and turned into Code::corrupt.
class CorruptRow : public std::exception {
 public:
  char const* what() const noexcept override { return "a stored row has not the shape of its table"; }
};

/// NULL, BIGINT, TEXT or BYTEA.
class Value {
 public:
  Value() = default;
  Value(std::int64_t number) : value_(number) {}
  Value(int number) : value_(static_cast<std::int64_t>(number)) {}
  Value(std::uint32_t number) : value_(static_cast<std::int64_t>(number)) {}
  Value(bool) = delete;
  Value(std::string text) : value_(std::move(text)) {}
  Value(std::string_view text) : value_(std::string(text)) {}
  Value(char const* text) : value_(std::string(text)) {}
  Value(Bytes bytes) : value_(std::move(bytes)) {}
  Value(ByteView bytes) : value_(to_bytes(bytes)) {}
  Value(Time at) : value_(to_micros(at)) {}
  template <class Tag>
  Value(Id<Tag> const& id) : value_(id.bytes()) {}

  bool is_null() const { return value_.index() == 0; }
  /// Each throws CorruptRow on another type.
  std::int64_t integer() const { return get<std::int64_t>(); }
  std::string const& text() const { return get<std::string>(); }
  Bytes const& bytes() const { return get<Bytes>(); }
  Time time() const { return from_micros(integer()); }
  template <class SomeId>
  SomeId id() const {
    auto id = SomeId::from(bytes());
    if (!id) throw CorruptRow();
    return *id;
  }
  auto const& variant() const { return value_; }
  bool operator==(Value const&) const = default;

 private:
  template <class T>
  T const& get() const {
    if (auto const* value = std::get_if<T>(&value_)) return *value;
    throw CorruptRow();
  }
  std::variant<std::monostate, std::int64_t, std::string, Bytes> value_;
};

using Params = std::vector<Value>;
using Row = std::vector<Value>;
using Rows = std::vector<Row>;

}  // namespace troth::store
