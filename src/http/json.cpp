// The canonical text of a JsonValue. Grammar (RFC 8259, with the choices of RFC 8785 sections 3.2.1 and 3.2.2 for white
// space and strings):
//   object = "{" [ key ":" value *( "," key ":" value ) ] "}"     keys ascending by their UTF-8 bytes
//   string = DQUOTE *( any byte of 0x20.. except DQUOTE and "\" | "\" one of DQUOTE \ b t n f r | "\u00" 2 lower-case
//   hex ) DQUOTE number = an integer | the shortest decimal that reads back as the same double
#include "http/json.h"

#include <charconv>
#include <cmath>

#include "base/check.h"

namespace troth::http {
namespace {

void write(std::string& out, JsonValue::Variant const& value);

/// The letter after the backslash, or 0 if `c` needs none of the short escapes.
constexpr char short_escape(char c) {
  switch (c) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '\b':
      return 'b';
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\f':
      return 'f';
    case '\r':
      return 'r';
    default:
      return 0;
  }
}

void write_escaped(std::string& out, char c) {
  if (char const letter = short_escape(c)) {
    out.push_back('\\');
    out.push_back(letter);
    return;
  }
  constexpr char kHex[] = "0123456789abcdef";
  out += "\\u00";
  out.push_back(kHex[(c >> 4) & 15]);
  out.push_back(kHex[c & 15]);
}

void write_text(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t start = 0;  // runs without escapes are appended whole
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x20 && text[i] != '"' && text[i] != '\\') continue;
    out.append(text, start, i - start);
    write_escaped(out, text[i]);
    start = i + 1;
  }
  out.append(text, start);
  out.push_back('"');
}

template <class T, class... Format>
void write_number(std::string& out, T number, Format... format) {
  char text[32];
  auto const end = std::to_chars(text, text + sizeof text, number, format...);
  TROTH_CHECK(end.ec == std::errc());
  out.append(text, end.ptr);
}

void write_real(std::string& out, double number) {
  TROTH_CHECK(std::isfinite(number));
  constexpr double kExact = 9007199254740992;  // 2^53
  if (number == 0) return out.push_back('0');  // -0 would come back as the integer 0
  // Without an exponent a large one would read back as an integer, and be refused.
  if (std::abs(number) >= kExact) return write_number(out, number, std::chars_format::scientific);
  write_number(out, number);
}

void write_object(std::string& out, JsonValue::Object const& object) {
  char separator = '{';
  for (auto const& [key, value] : object) {
    out.push_back(separator);
    separator = ',';
    write_text(out, key);
    out.push_back(':');
    write(out, value.variant());
  }
  if (object.empty()) out.push_back('{');
  out.push_back('}');
}

void write_array(std::string& out, JsonValue::Array const& array) {
  char separator = '[';
  for (auto const& value : array) {
    out.push_back(separator);
    separator = ',';
    write(out, value.variant());
  }
  if (array.empty()) out.push_back('[');
  out.push_back(']');
}

struct Writer {
  std::string& out;
  void operator()(std::nullptr_t) const { out += "null"; }
  void operator()(bool truth) const { out += truth ? "true" : "false"; }
  void operator()(std::int64_t number) const { write_number(out, number); }
  void operator()(double number) const { write_real(out, number); }
  void operator()(std::string const& text) const { write_text(out, text); }
  void operator()(JsonValue::Array const& array) const { write_array(out, array); }
  void operator()(JsonValue::Object const& object) const { write_object(out, object); }
};

void write(std::string& out, JsonValue::Variant const& value) { std::visit(Writer{out}, value); }

}  // namespace

std::string JsonValue::dump() const {
  std::string out;
  write(out, value_);
  return out;
}

}  // namespace troth::http
