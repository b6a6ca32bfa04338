// libcurl's own memory of a header (a bearer token among them) is not zeroed; it lives as long as the request.
#include "client/client.h"

#include <curl/curl.h>

#include "base/check.h"
#include "client/internal/answer.h"
#include "client/internal/fitness.h"
#include "client/internal/origin.h"

namespace troth::client {
namespace {

struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

/// A list of header lines in libcurl's notation: "Name: value", "Name;" for an empty value, "Name:" to leave one out.
class HeaderLines {
 public:
  HeaderLines() = default;
  HeaderLines(HeaderLines const&) = delete;
  HeaderLines& operator=(HeaderLines const&) = delete;
  ~HeaderLines() { curl_slist_free_all(lines_); }
  void add(std::string const& line) {
    curl_slist* const longer = curl_slist_append(lines_, line.c_str());
    TROTH_CHECK(longer != nullptr);  // out of memory
    lines_ = longer;
  }
  curl_slist* get() const { return lines_; }

 private:
  curl_slist* lines_ = nullptr;
};

void fill(HeaderLines& lines, http::Headers const& headers) {
  for (auto const& [name, value] : headers) lines.add(value.empty() ? name + ";" : name + ": " + value);
  lines.add("Expect:");  // no waiting for 100: a refusal comes anyway, and a body is at most a few MiB
  if (headers.count("Content-Type") == 0) lines.add("Content-Type:");  // libcurl would call every body a form
}

std::size_t on_line(char* data, std::size_t one, std::size_t size, void* answer) noexcept {
  return static_cast<Answer*>(answer)->line({data, one * size}) ? one * size : 0;
}

std::size_t on_body(char* data, std::size_t one, std::size_t size, void* answer) noexcept {
  return static_cast<Answer*>(answer)->body({data, one * size}) ? one * size : 0;
}

std::string_view why(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "the host's name is not known";
    case CURLE_COULDNT_CONNECT:
      return "nothing listens there";
    case CURLE_OPERATION_TIMEDOUT:
      return "no answer came in time";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "the certificate is not from the trusted CA or names another host";
    case CURLE_SSL_CONNECT_ERROR:
      return "no TLS connection could be agreed";
    case CURLE_SSL_CACERT_BADFILE:
      return "the CA file holds no certificate";
    default:
      return "the connection ended before a whole answer came";
  }
}

class CurlClient final : public Client {
 public:
  CurlClient(Origin origin, CURL* handle, unsigned seconds)
      : origin_(std::move(origin)), handle_(handle), seconds_(seconds) {}
  Result<http::Response> send(http::Request const& request) override;

 private:
  void set_transport();
  void set_request(http::Request const& request, HeaderLines const& lines);
  void set_answer(Answer& answer);
  // One overload for each type that libcurl's variadic function reads. Options are security here: one that fails stops
  // the request.
  void set(CURLoption option, long value) { note(curl_easy_setopt(handle_.get(), option, value)); }
  void set(CURLoption option, char const* value) { note(curl_easy_setopt(handle_.get(), option, value)); }
  void note(CURLcode code) {
    if (setup_ == CURLE_OK) setup_ = code;
  }

  Origin origin_;
  std::unique_ptr<CURL, FreeHandle> handle_;
  unsigned const seconds_;
  CURLcode setup_ = CURLE_OK;  ///< the first option that was not taken
};

void CurlClient::set_transport() {
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, 5L);
  set(CURLOPT_TIMEOUT, static_cast<long>(seconds_));
  set(CURLOPT_NOPROXY, "*");  // over https_proxy and its like in the environment
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  if (!origin_.socket.empty()) {
    set(CURLOPT_PROTOCOLS_STR, "http");
    set(CURLOPT_UNIX_SOCKET_PATH, origin_.socket.c_str());
    return;
  }
  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));  // the least
  if (origin_.ca.empty()) return;
  set(CURLOPT_CAINFO, origin_.ca.c_str());
  // The default folder would keep every public CA trusted beside the one that was named.
  set(CURLOPT_CAPATH, static_cast<char const*>(nullptr));
}

void CurlClient::set_request(http::Request const& request, HeaderLines const& lines) {
  set(CURLOPT_URL, (origin_.base + request.target).c_str());
  set(CURLOPT_PATH_AS_IS, 1L);  // a test sends "/../" and means it
  note(curl_easy_setopt(handle_.get(), CURLOPT_HTTPHEADER, lines.get()));
  using http::Method;
  bool const takes_body =
      request.method == Method::post || request.method == Method::put || request.method == Method::patch;
  if (request.method == Method::head) {
    set(CURLOPT_NOBODY, 1L);
  } else if (takes_body || !request.body.empty()) {
    set(CURLOPT_POSTFIELDS, request.body.c_str());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  set(CURLOPT_CUSTOMREQUEST, std::string(http::name(request.method)).c_str());
}

void CurlClient::set_answer(Answer& answer) {
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(kMostBody));
  note(curl_easy_setopt(handle_.get(), CURLOPT_HEADERFUNCTION, &on_line));
  note(curl_easy_setopt(handle_.get(), CURLOPT_HEADERDATA, &answer));
  note(curl_easy_setopt(handle_.get(), CURLOPT_WRITEFUNCTION, &on_body));
  note(curl_easy_setopt(handle_.get(), CURLOPT_WRITEDATA, &answer));
}

Result<http::Response> CurlClient::send(http::Request const& request) {
  TROTH_TRY(check_request(request));
  HeaderLines lines;
  fill(lines, request.headers);
  Answer answer;
  curl_easy_reset(handle_.get());  // options go, the connection stays
  setup_ = CURLE_OK;
  set_transport();
  set_request(request, lines);
  set_answer(answer);
  if (setup_ != CURLE_OK)
    return fail(Code::unavailable, "libcurl lacks what this needs", origin_.shown(), curl_easy_strerror(setup_));
  CURLcode const code = curl_easy_perform(handle_.get());
  if (code == CURLE_FILESIZE_EXCEEDED || answer.too_large())
    return fail(Code::too_large, "the answer is too large", origin_.shown());
  if (code != CURLE_OK) return fail(Code::unavailable, why(code), origin_.shown(), curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  return std::move(answer).take(static_cast<int>(status));
}

}  // namespace

Result<std::unique_ptr<Client>> connect(Target const& target) {
  static CURLcode const started =
      curl_global_init(CURL_GLOBAL_DEFAULT);  // once, and thread-safe by being a local static
  TROTH_TRY(Origin origin, parse_origin(target));
  CURL* const handle = started == CURLE_OK ? curl_easy_init() : nullptr;
  if (handle == nullptr) return fail(Code::unavailable, "libcurl does not start", origin.shown());
  return std::unique_ptr<Client>(std::make_unique<CurlClient>(std::move(origin), handle, target.seconds));
}

}  // namespace troth::client
