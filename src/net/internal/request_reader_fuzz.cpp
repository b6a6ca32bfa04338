#include "base/check.h"
#include "net/internal/grammar.h"
#include "net/internal/request_reader.h"

namespace {

using troth::net::RequestReader;
using State = RequestReader::State;

constexpr std::size_t kHeader = 4096;
constexpr std::size_t kBody = 1024;

void check_request(troth::http::Request const& request) {
  TROTH_CHECK(request.target.starts_with('/'));
  TROTH_CHECK(request.body.size() <= kBody);
  TROTH_CHECK(request.headers.count("Content-Length") + request.headers.count("Transfer-Encoding") <= 1);
  for (auto const& [name, value] : request.headers) {
    TROTH_CHECK(troth::net::is_token(name));
    TROTH_CHECK(std::all_of(value.begin(), value.end(), troth::net::is_text));
  }
}

}  // namespace

/// The same bytes mean the same, in one piece or one by one; and what is accepted keeps the promises of the reader.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size > kHeader) return 0;
  std::string const bytes(reinterpret_cast<char const*>(data), size);
  RequestReader whole(kHeader, kBody);
  std::string rest = bytes;
  whole.feed(rest);

  RequestReader dripping(kHeader, kBody);
  std::string drops;
  std::size_t taken = 0;
  while (taken < size && dripping.state() != State::complete && dripping.state() != State::refused)
    dripping.feed(drops += bytes[taken++]);
  // Only when a refusal comes may differ: one may still wait for bytes that cannot save the request any more.
  TROTH_CHECK((whole.state() == State::complete) == (dripping.state() == State::complete));
  if (whole.state() != State::complete) return 0;
  TROTH_CHECK(rest.size() == size - taken);
  auto const request = whole.take();
  check_request(request);
  TROTH_CHECK(request.body == dripping.take().body);
  return 0;
}
