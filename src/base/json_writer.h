#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace troth {

/// Writes one JSON value (RFC 8259), members in the order given: `Json().object().member("id", id).end().text()`.
/// Strings must be UTF-8; control characters are escaped. For writing only: reading is http/json.h.
class Json {
 public:
  Json& object() { return open('{'); }
  Json& array() { return open('['); }
  Json& end();
  Json& key(std::string_view name);
  Json& value(std::string_view text);
  Json& value(char const* text) { return value(std::string_view(text)); }
  Json& value(std::int64_t number);
  Json& value(int number) { return value(static_cast<std::int64_t>(number)); }
  Json& value(std::uint32_t number) { return value(static_cast<std::int64_t>(number)); }
  Json& value(std::uint64_t number) { return value(static_cast<std::int64_t>(number)); }
  Json& value(bool truth) { return raw(truth ? "true" : "false"); }
  Json& value(double number);
  Json& null() { return raw("null"); }
  /// One JSON value that is already text.
  Json& raw(std::string_view json);
  template <class T>
  Json& member(std::string_view name, T const& v) {
    return key(name).value(v);
  }
  std::string const& text() const { return out_; }

 private:
  Json& open(char bracket);
  void separate();
  std::string out_;
  std::string closers_;
  bool comma_ = false;
};

}  // namespace troth
