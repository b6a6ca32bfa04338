#include "client/internal/answer.h"

#include <string>
#include <utility>

namespace troth::client {
namespace {

std::string_view trim(std::string_view text) {
  std::size_t const first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

bool Answer::keep_to(std::size_t size, std::size_t limit) {
  too_large_ = too_large_ || size > limit;
  return !too_large_;
}

bool Answer::line(std::string_view text) {
  header_bytes_ += text.size();
  if (!keep_to(header_bytes_, kMostHeaders)) return false;
  if (text.starts_with("HTTP/")) {
    // 103 and its like come before the answer proper, with fields of their own (RFC 9110 section 15.2).
    response_.headers = {};
    head_is_over_ = false;
    return true;
  }
  std::string_view const field = trim(text);
  std::size_t const colon = field.find(':');
  if (field.empty()) head_is_over_ = true;
  if (head_is_over_ || colon == std::string_view::npos) return true;
  response_.headers.add(std::string(trim(field.substr(0, colon))), std::string(trim(field.substr(colon + 1))));
  return true;
}

bool Answer::body(std::string_view part) {
  if (!keep_to(response_.body.size() + part.size(), kMostBody)) return false;
  response_.body.append(part);
  return true;
}

http::Response Answer::take(int status) && {
  response_.status = status;
  return std::move(response_);
}

}  // namespace troth::client
