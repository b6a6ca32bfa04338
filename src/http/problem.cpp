#include "http/problem.h"

#include <cstdlib>

#include "base/json_writer.h"

namespace troth::http {
namespace {

struct Kind {
  int status;
  std::string_view name;
  std::string_view title;
  std::string_view next;  ///< what the caller can do
};

// The one switch. No default, so that a new Code does not compile until somebody decides its status.
Kind kind_of(Code code) {
  switch (code) {
    case Code::invalid:
      return {400, "invalid", "The request breaks a rule", "Correct what `at` names and send it again."};
    case Code::unauthenticated:
      return {401, "unauthenticated", "No valid credential", "Send a valid credential in the Authorization header."};
    case Code::denied:
      return {403, "denied", "Not permitted", "Ask an administrator of the tenant for the permission this needs."};
    case Code::not_found:
      return {404, "not_found", "Nothing is here", "Check the path and the ids in it."};
    case Code::conflict:
      return {409, "conflict", "Somebody else was first", "Read the present state, decide again and repeat."};
    case Code::precondition:
      return {412, "precondition", "Another version is current", "Read it again and send its ETag in If-Match."};
    case Code::required:
      return {428, "required", "A condition is missing", "Send the header that `at` names, such as If-Match."};
    case Code::gone:
      return {410, "gone", "It was erased", "Nothing: what was erased does not come back."};
    case Code::locked:
      return {423, "locked", "It is stored only", "Wait until the restriction or the freeze is lifted."};
    case Code::too_large:
      return {413, "too_large", "Over a limit", "Send less at once."};
    case Code::exhausted:
      return {429, "exhausted", "A rate or a budget is used up", "Wait and repeat later."};
    case Code::expired:
      return {401, "expired", "Past its time", "Sign in again or get a new credential."};
    case Code::unavailable:
      return {503, "unavailable", "A part does not answer",
              "Repeat later, with an Idempotency-Key if it must happen once: what was asked may or may not have been "
              "done."};
    case Code::storage_full:
      return {507, "storage_full", "The storage is full", "Tell the operator: nothing was changed."};
    case Code::corrupt:
      return {500, "corrupt", "Stored bytes fail their check", "Tell the operator: repeating does not help."};
    case Code::unimplemented:
      return {501, "unimplemented", "Not built yet", "Nothing for now: this version does not have it."};
  }
  std::abort();  // a value outside the enumeration
}

Response body(int status, std::string_view type, std::string_view title, std::string_view detail, std::string_view at,
              std::string_view next) {
  Json json;
  json.object().member("type", type).member("title", title).member("status", status).member("detail", detail);
  if (!at.empty()) json.member("at", at);
  json.member("next", next).end();
  Response out{status, {}, json.text()};
  out.headers.add("Content-Type", "application/problem+json");
  out.headers.add("Cache-Control", "no-store");
  return out;
}

}  // namespace

int status_of(Code code) { return kind_of(code).status; }

std::string_view code_name(Code code) { return kind_of(code).name; }

namespace {

/// The seconds at the end of `at`, as in "per_day: 3600"; a budget that does not say when it is filled again is asked
/// anew in a second.
std::string seconds_to_wait(Error const& error) {
  auto const colon = error.at.rfind(": ");
  std::string const seconds = colon == error.at.npos ? "" : error.at.substr(colon + 2);
  bool const number = !seconds.empty() && seconds.find_first_not_of("0123456789") == seconds.npos;
  return number ? seconds : "1";
}

}  // namespace

Response problem(Error const& error) {
  Kind const kind = kind_of(error.code);
  Response out =
      body(kind.status, "/problems/" + std::string(kind.name), kind.title, error.message, error.at, kind.next);
  if (error.code == Code::unauthenticated) out.headers.add("WWW-Authenticate", "Bearer");
  if (error.code == Code::expired) out.headers.add("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  if (error.code == Code::exhausted) out.headers.add("Retry-After", seconds_to_wait(error));
  if (error.code == Code::unavailable) out.headers.add("Retry-After", "5");
  return out;
}

Response method_not_allowed(std::string_view allow) {
  Response out = body(405, "/problems/method_not_allowed", "Another method is needed",
                      "this path is known under other methods", "", "Use a method that the Allow header names.");
  out.headers.add("Allow", std::string(allow));
  return out;
}

}  // namespace troth::http
