// response = "HTTP/1.1 " status SP reason CRLF *( name ": " value CRLF ) CRLF [ body ]          RFC 9112 section 4
#include "net/internal/response_writer.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "net/internal/grammar.h"

namespace troth::net {
namespace {

/// A body up to this size travels in the same write, and so in the same TLS record (2^14 bytes), as its head.
constexpr std::size_t kInline = 15u << 10;

/// Whether the answer can be written as it stands. A CR LF in a value is response splitting; a second Content-Length is
/// too.
bool is_sound(http::Response const& response) {
  auto const printable = [](auto const& field) {
    return is_token(field.first) && std::all_of(field.second.begin(), field.second.end(), is_text);
  };
  auto const& headers = response.headers;
  for (auto const* ours : {"Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Trailer", "Upgrade"})
    if (headers.count(ours) != 0) return false;
  return response.status >= 200 && response.status <= 599 && std::all_of(headers.begin(), headers.end(), printable);
}

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 423:
      return "Locked";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "";
  }
}

void add(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

/// RFC 9110 section 8.6: never with 204 or 304; to HEAD only if the application says what a GET would have sent.
void add_length(std::string& head, http::Response const& response, Delivery const& delivery) {
  if (response.status == 204 || response.status == 304 || (delivery.to_head && response.body.empty())) return;
  add(head, "Content-Length", std::to_string(response.body.size()));
}

void add_connection(std::string& head, Delivery const& delivery) {
  if (!delivery.keep_alive) return add(head, "Connection", "close");
  if (!delivery.http11) add(head, "Connection", "keep-alive");
}

std::string write_head(http::Response const& response, Delivery const& delivery) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head.append(reason(response.status)).append("\r\n");
  for (auto const& [name, value] : response.headers) add(head, name, value);
  auto const unless_given = [&](std::string_view name, std::string_view value) {
    if (response.headers.count(name) == 0) add(head, name, value);
  };
  unless_given("Date", http_date(delivery.now));
  unless_given("X-Content-Type-Options", "nosniff");
  if (delivery.tls) unless_given("Strict-Transport-Security", "max-age=63072000");
  add_length(head, response, delivery);
  add_connection(head, delivery);
  return head += "\r\n";
}

}  // namespace

Written write_response(http::Response response, Delivery const& delivery) {
  if (!is_sound(response)) response = bare_problem(500);
  Written out{write_head(response, delivery), {}};
  if (delivery.to_head || response.status == 204 || response.status == 304) return out;
  if (response.body.size() <= kInline)
    out.first += response.body;
  else
    out.rest = std::move(response.body);
  return out;
}

http::Response bare_problem(int status) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/problem+json");
  response.headers.add("Cache-Control", "no-store");
  if (status == 429) response.headers.add("Retry-After", "10");
  response.body = R"({"type":"about:blank","title":")" + std::string(reason(status)) + R"(","status":)" +
                  std::to_string(status) + "}";
  return response;
}

std::string http_date(std::time_t at) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc = {};
  if (!gmtime_r(&at, &utc)) return {};
  std::array<char, 40> text;
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text.data();
}

}  // namespace troth::net
