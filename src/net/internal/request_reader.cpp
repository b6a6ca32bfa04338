#include "net/internal/request_reader.h"

#include "net/internal/asio.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <iterator>

namespace troth::net {
namespace beast = boost::beast;

struct RequestReader::Parser {
  beast::http::request_parser<beast::http::string_body> beast;
  // An extension's bytes are where parsers differ (a bare LF in one, RFC 9112 section 7.1.1) and nobody uses them.
  std::function<void(std::uint64_t, beast::string_view, error_code&)> no_extension =
      [](std::uint64_t, beast::string_view extension, error_code& ec) {
        if (!extension.empty()) ec = beast::http::error::bad_chunk_extension;
      };

  std::size_t fields() { return static_cast<std::size_t>(std::distance(beast.get().begin(), beast.get().end())); }
};

RequestReader::RequestReader(std::size_t header_bytes, std::size_t body_bytes)
    : header_bytes_(header_bytes), body_bytes_(body_bytes) {}
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

RequestReader::State RequestReader::refuse(int status) {
  status_ = status;
  return state_ = State::refused;
}

RequestReader::State RequestReader::feed(std::string& input) {
  if (state_ == State::idle && !input.empty()) state_ = State::head;
  if (state_ == State::head) feed_head(input);
  if (state_ == State::body && !input.empty()) feed_body(input);
  return state_;
}

RequestReader::State RequestReader::feed_head(std::string& input) {
  auto const head = find_head(std::string_view(input).substr(0, header_bytes_), scanned_);
  if (head == Head::broken) return refuse(400);
  if (head == Head::more) return input.size() < header_bytes_ ? state_ : refuse(431);
  accept_head(std::string_view(input).substr(0, scanned_));
  input.erase(0, scanned_);
  return state_;
}

RequestReader::State RequestReader::accept_head(std::string_view head) {
  auto const framing = judge_head(head);
  if (framing.refused != 0) return refuse(framing.refused);
  if (framing.content_length > body_bytes_) return refuse(413);
  parser_ = std::make_unique<Parser>();
  auto& beast = parser_->beast;
  beast.eager(true);
  beast.header_limit(static_cast<std::uint32_t>(header_bytes_));
  beast.body_limit(body_bytes_);
  beast.on_chunk_header(parser_->no_extension);
  error_code ec;
  auto const used = beast.put(asio::buffer(head), ec);
  if ((ec && ec != beast::http::error::need_more) || used != head.size() || !beast.is_header_done()) return refuse(400);
  if (beast.chunked() != framing.chunked || beast.content_length().value_or(0) != framing.content_length)
    return refuse(400);  // the two readers disagree

  auto const& message = beast.get();
  request_.method =
      http::parse_method(std::string_view(message.method_string().data(), message.method_string().size()));
  request_.target.assign(message.target().data(), message.target().size());
  for (auto const& field : message)
    request_.headers.add(std::string(field.name_string().data(), field.name_string().size()),
                         std::string(field.value().data(), field.value().size()));
  return state_ = beast.is_done() ? State::complete : State::body;
}

RequestReader::State RequestReader::feed_body(std::string& input) {
  auto& beast = parser_->beast;
  auto const fields = parser_->fields();
  std::size_t used = 0;
  error_code ec;
  // Beast asserts that it never looks twice at an empty chunked body of less than "0 CRLF CRLF"; no rest is shorter.
  auto const least = beast.chunked() ? 5u : 1u;
  while (input.size() - used >= least && !beast.is_done() && !ec) {
    auto const took = beast.put(asio::buffer(std::string_view(input).substr(used)), ec);
    used += took;
    if (took == 0) break;
  }
  if (ec == beast::http::error::body_limit) return refuse(413);
  if (ec && ec != beast::http::error::need_more) return refuse(400);
  if (parser_->fields() != fields) return refuse(400);  // a trailer must not become a header after the fact
  input.erase(0, used);
  if (beast.is_done()) return state_ = State::complete;
  return input.size() > header_bytes_ ? refuse(400) : state_;  // a chunk's head line without end
}

bool RequestReader::wants_continue() const {
  auto const expected = request_.headers.get("Expect");
  return state_ == State::body && http11() && expected &&
         beast::iequals({expected->data(), expected->size()}, "100-continue");
}

bool RequestReader::keep_alive() const { return parser_ && parser_->beast.keep_alive(); }
bool RequestReader::http11() const { return parser_ && parser_->beast.get().version() == 11; }

http::Request RequestReader::take() {
  request_.body = std::move(parser_->beast.get().body());
  return std::move(request_);
}

}  // namespace troth::net
