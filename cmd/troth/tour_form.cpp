#include <charconv>

#include "tour_page.h"

namespace troth::cli {
namespace {

Result<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      unsigned byte = 0;
      auto const digits = text.substr(i + 1, 2);
      auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
      if (error != std::errc() || digits.size() != 2 || end != digits.data() + 2)
        return fail(Code::invalid, "this form is badly encoded");
      out += static_cast<char>(byte);
      i += 2;
    }
  }
  return out;
}

}  // namespace

Result<std::string> form_field(std::string_view body, std::string_view name) {
  while (!body.empty()) {
    std::size_t const end = std::min(body.find('&'), body.size());
    std::string_view const pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    std::size_t const equals = pair.find('=');
    if (pair.substr(0, equals) == name && equals != pair.npos) return decoded(pair.substr(equals + 1));
  }
  return std::string();
}

}  // namespace troth::cli
