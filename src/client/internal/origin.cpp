#include "client/internal/origin.h"

#include <curl/curl.h>
#include <sys/un.h>
#include <unistd.h>

#include <memory>

namespace troth::client {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

/// A part of the URL, empty if it has none.
std::string part(Url const& url, CURLUPart what) {
  char* text = nullptr;
  if (curl_url_get(url.get(), what, &text, 0) != CURLUE_OK) return "";
  std::string out = text;
  curl_free(text);
  return out;
}

Result<std::string> parse_base(std::string const& text) {
  Url const url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
    return fail(Code::invalid, "not a URL", text);
  if (part(url, CURLUPART_SCHEME) != "https") return fail(Code::invalid, "the URL must begin with https://", text);
  // What is shown in messages and process lists must not carry a password, and a path would shift every target.
  for (CURLUPart unwanted : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT})
    if (!part(url, unwanted).empty()) return fail(Code::invalid, "the URL may hold a host and a port only");
  std::string const path = part(url, CURLUPART_PATH);
  if (path != "/" && !path.empty()) return fail(Code::invalid, "the URL may hold a host and a port only");
  std::string const port = part(url, CURLUPART_PORT);
  return "https://" + part(url, CURLUPART_HOST) + (port.empty() ? "" : ":" + port);
}

}  // namespace

Result<Origin> parse_origin(Target const& target) {
  Origin out;
  if (!target.socket.empty()) {
    out.socket = target.socket.string();
    if (out.socket.size() >= sizeof(sockaddr_un::sun_path))
      return fail(Code::invalid, "the path of the socket is too long", out.socket);
    out.base = "http://localhost";
    return out;
  }
  TROTH_TRY(out.base, parse_base(target.url));
  out.ca = target.ca.string();
  if (!out.ca.empty() && access(out.ca.c_str(), R_OK) != 0)
    return fail(Code::invalid, "the CA file cannot be read", out.ca);
  return out;
}

}  // namespace troth::client
