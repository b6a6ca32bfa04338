#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"

namespace troth {

/// Why something was refused or failed. Closed: `http/problem.cpp` maps it to a status in one switch without default.
enum class Code {
  invalid,          ///< the input breaks a rule; asking again unchanged cannot help
  unauthenticated,  ///< no principal is known
  denied,           ///< the principal is known and may not
  not_found,        ///< absent, or another tenant's: the caller cannot tell which
  conflict,         ///< somebody else moved first; decide again on fresh state
  precondition,     ///< If-Match named another version
  required,         ///< a precondition header is missing
  gone,             ///< was here and was erased
  locked,           ///< restricted or frozen: stored only
  too_large,        ///< over a published limit
  exhausted,        ///< a rate or a budget is used up
  expired,          ///< past its time
  unavailable,      ///< a part we need does not answer; after a failed commit it is unknown what stands
  storage_full,     ///< the disk or its reserve is used up; nothing was changed
  corrupt,          ///< stored bytes fail their check
  unimplemented,    ///< named, permitted and logged, but not built yet
};

/// Where an error was made. std::source_location, until every compiler we build with has it (clang 14 does not).
struct SourceLocation {
  char const* file;
  int line;
  static constexpr SourceLocation current(char const* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

/// A failure as a value.
struct Error {
  Code code;
  std::string_view message;  ///< a literal; safe to show to anyone
  std::string at = {};       ///< JSON pointer, header or line of the offending input; shown to the caller, never logged
  std::string detail = {};   ///< for the operator's log only; never personal data, never a secret
  SourceLocation where = SourceLocation::current();
};

inline Error fail(Code code, std::string_view message, std::string at = {}, std::string detail = {},
                  SourceLocation where = SourceLocation::current()) {
  return Error{code, message, std::move(at), std::move(detail), where};
}

/// A value or an Error; a subset of std::expected<T, Error>, to be replaced by it when the compiler has one.
template <class T = void>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & { return checked(), std::get<0>(state_); }
  T const& value() const& { return checked(), std::get<0>(state_); }
  T&& value() && { return checked(), std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  T const& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  T const* operator->() const { return &value(); }
  Error const& error() const& { return failed(), std::get<1>(state_); }
  Error&& error() && { return failed(), std::get<1>(std::move(state_)); }

 private:
  void checked() const { TROTH_CHECK(has_value()); }
  void failed() const { TROTH_CHECK(!has_value()); }
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  void value() const { TROTH_CHECK(has_value()); }
  Error const& error() const& {
    TROTH_CHECK(error_.has_value());
    return *error_;
  }
  Error&& error() && {
    TROTH_CHECK(error_.has_value());
    return *std::move(error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace troth

#define TROTH_CONCAT_(a, b) a##b
#define TROTH_CONCAT(a, b) TROTH_CONCAT_(a, b)
#define TROTH_TRY_DECLARE_(result, declaration, ...) \
  auto result = (__VA_ARGS__);                       \
  if (!result) return std::move(result).error();     \
  declaration = std::move(result).value()
#define TROTH_TRY_BARE_(result, ...) \
  if (auto result = (__VA_ARGS__); !result) return std::move(result).error()
#define TROTH_TRY_PICK_(_1, _2, _3, _4, _5, _6, name, ...) name

/// `TROTH_TRY(auto key, keyring.open(id));` declares `key` or returns the error; `TROTH_TRY(store.check());` for
/// Result<>. A declaration form, never a statement expression (g++ and coroutines).
#define TROTH_TRY(...)                                                                                              \
  TROTH_TRY_PICK_(__VA_ARGS__, TROTH_TRY_MANY_, TROTH_TRY_MANY_, TROTH_TRY_MANY_, TROTH_TRY_MANY_, TROTH_TRY_MANY_, \
                  TROTH_TRY_ONE_, )                                                                                 \
  (__VA_ARGS__)
#define TROTH_TRY_ONE_(...) TROTH_TRY_BARE_(TROTH_CONCAT(troth_result_, __LINE__), __VA_ARGS__)
#define TROTH_TRY_MANY_(declaration, ...) \
  TROTH_TRY_DECLARE_(TROTH_CONCAT(troth_result_, __LINE__), declaration, __VA_ARGS__)
