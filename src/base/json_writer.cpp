#include "base/json_writer.h"

#include <cstdio>

#include "base/check.h"

namespace troth {

void Json::separate() {
  if (comma_) out_.push_back(',');
  comma_ = true;
}

Json& Json::open(char bracket) {
  separate();
  out_.push_back(bracket);
  closers_.push_back(bracket == '{' ? '}' : ']');
  comma_ = false;
  return *this;
}

Json& Json::end() {
  TROTH_CHECK(!closers_.empty());
  out_.push_back(closers_.back());
  closers_.pop_back();
  comma_ = true;
  return *this;
}

Json& Json::key(std::string_view name) {
  value(name);
  out_.push_back(':');
  comma_ = false;
  return *this;
}

Json& Json::value(std::string_view text) {
  separate();
  out_.push_back('"');
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out_.push_back('\\');
      out_.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      out_ += escaped;
    } else {
      out_.push_back(c);
    }
  }
  out_.push_back('"');
  return *this;
}

Json& Json::value(std::int64_t number) { return raw(std::to_string(number)); }

Json& Json::value(double number) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g", number);
  return raw(text);
}

Json& Json::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

}  // namespace troth
