#include "probe/claim.h"

#include "probe/furnish.h"

// Questions that change nothing, as the cell has none for its rules: each is refused, and the refusal tells.

namespace troth::probe {
namespace {

using http::Method;

/// A number in it goes up with the rules of furnish.h, so that a tenant of other rules is not taken for one of these.
constexpr std::string_view kMark = "troth-probes-1";
constexpr std::string_view kNowhere = "troth-probes-nowhere";

Error no_answer_to_go_by(Answer const& answer, std::string const& path) {
  std::string const status = std::to_string(answer.status);
  switch (answer.status) {
    case 401:
      return fail(Code::unauthenticated, "the cell does not know this token, or its time is over", path, status);
    case 403:
      return fail(Code::denied, "the token has too few permissions; use that of the tenant's owner", path, status);
    case 404:
      return fail(Code::not_found, "for this token there is no such tenant; name the one it belongs to", path, status);
    default:
      return fail(Code::conflict, "the cell gave an answer that the set-up cannot go by", path, status);
  }
}

bool names(Answer const& answer, std::string_view at) {
  auto const told = answer.text("at");
  return told && told->find(at) != told->npos;
}

Error taken(std::string name) {
  return fail(Code::conflict,
              "the tenant has rules of its own under a name that the probes use; nothing of it was changed, "
              "run the probes with an empty tenant of yours",
              std::move(name));
}

class Questions {
 public:
  explicit Questions(Tenant& tenant) : tenant_(tenant) {}

  Result<> belongs() {
    TROTH_TRY(Answer const answer, tenant_.owner.get(tenant_.base));
    return answer.status == 200 ? Result<>() : no_answer_to_go_by(answer, tenant_.base);
  }

  /// Looks something up in a collection that is not there: the purpose is judged first.
  Result<bool> purpose(std::string_view name) {
    std::string const path = tenant_.base + "/lookup";
    std::string const body = R"({"collection":")" + std::string(kNowhere) + R"(","field":"x","value":"x"})";
    TROTH_TRY(Answer const answer, tenant_.owner.post(path, body, {{"Purpose", std::string(name)}}));
    if (answer.status == 404) return true;
    if (answer.status == 403 && names(answer, "Purpose")) return false;
    return no_answer_to_go_by(answer, path);
  }

  /// Collects a record with a field that no collection has: it is not taken where there is a collection either.
  Result<bool> contact() {
    std::string const path = tenant_.base + "/collect";
    std::string const body = R"({"collection":"contact","record":{"troth_probes_nothing":{}},"notice":{"version":"1",)"
                             R"("sha256":")" +
                             std::string(64, '0') + R"(","choice":"accepted"}})";
    TROTH_TRY(Answer const answer, tenant_.owner.post(path, body));
    if (answer.status == 400) return true;
    if (answer.status == 404) return false;
    return no_answer_to_go_by(answer, path);
  }

  /// Declares two fields, the second for a purpose that is not there: which rule is missed first tells of the class of
  /// the first. Without the purpose `support` it tells only that the token may structure.
  Result<bool> chat() {
    std::string const path = tenant_.base + "/collections/" + std::string(kNowhere);
    auto const field = [](std::string const& name, std::string const& purpose) {
      return R"({"name":")" + name + R"(","type":"text","sensitivity":"personal","purposes":[")" + purpose +
             R"("],"retention":"chat"})";
    };
    std::string const body =
        "{\"fields\":[" + field("one", "support") + "," + field("two", std::string(kNowhere)) + "]}";
    TROTH_TRY(Answer const answer, tenant_.owner.put(path, body));
    if (answer.status != 400) return no_answer_to_go_by(answer, path);
    return names(answer, kNowhere);
  }

  Result<> define_purpose(std::string_view name, std::string_view title) {
    std::string const path = tenant_.base + "/purposes/" + std::string(name);
    TROTH_TRY(Answer const answer, tenant_.owner.put(path, "{\"title\":\"" + std::string(title) + "\"}"));
    return answer.status == 200 ? Result<>() : no_answer_to_go_by(answer, path);
  }

 private:
  Tenant& tenant_;
};

}  // namespace

Result<> claim(Tenant& tenant) {
  Questions asks(tenant);
  TROTH_TRY(asks.belongs());
  TROTH_TRY(bool const marked, asks.purpose(kMark));
  if (marked) return furnish(tenant);
  for (std::string_view name : {"support", "quality"}) {
    TROTH_TRY(bool const there, asks.purpose(name));
    if (there) return taken("purpose " + std::string(name));
  }
  TROTH_TRY(bool const structured, asks.contact());
  if (structured) return taken("collection contact");
  TROTH_TRY(asks.chat());  // a token that may not structure is refused before anything is made
  TROTH_TRY(asks.define_purpose("support", "Answering the people who write to us"));
  TROTH_TRY(bool const kept, asks.chat());
  if (kept) return taken("retention class chat");
  TROTH_TRY(asks.define_purpose(kMark, "A tenant for probes"));
  return furnish(tenant);
}

}  // namespace troth::probe
