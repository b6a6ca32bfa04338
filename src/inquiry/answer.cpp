#include "inquiry/answer.h"

#include "base/mutant.h"
#include "http/problem.h"

namespace troth::inquiry {
namespace {

http::Response plain(std::string type, std::string body) {
  http::Response out;
  out.headers.add("Content-Type", std::move(type));
  out.headers.add("Cache-Control", "no-store");
  out.body = std::move(body);
  return out;
}

}  // namespace

Result<> may_read(vault::Context const& context, access::Grant const& grant) {
  bool const named = grant.actor().permissions.has(act::Permission::read_log) || TROTH_MUTANT("log-readable-by-owner");
  if (!named || grant.actor().tenant != grant.tenant())
    return fail(Code::denied, "the token does not carry the permission for this", "read_log");
  return grant.alive(context.clock.now());
}

http::Response text_answer(std::string body) { return plain("text/plain; charset=utf-8", std::move(body)); }

http::Response bytes_answer(Bytes const& body) { return plain("application/octet-stream", std::string(as_text(body))); }

http::Response not_sealed_yet(Code code, std::string_view message) {
  auto out = http::problem(fail(code, message));
  out.headers.add("Retry-After", "10");
  return out;
}

}  // namespace troth::inquiry
