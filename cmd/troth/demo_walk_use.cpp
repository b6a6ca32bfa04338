#include "base/json_writer.h"
#include "crypto/hash.h"
#include "demo_walk.h"

// What is found out without being shown, and who is the same person as whom.

namespace troth::cli {
namespace {

using act::EventType;
using http::Method;

constexpr std::string_view kIdentity = "customer-4711@lantern-chat";  ///< as the tenant's own server knows the visitor

constexpr store::Sql kLinks{"SELECT subject_id, into_id, basis FROM link WHERE tenant_id = $1"};

}  // namespace

Result<> Walk::use(Scene& scene) {
  auto const& tenant = cast_.tenant;
  std::string const right = visitor_.contact.email, wrong = "somebody-else@example.org";
  auto answered = [&](std::string const& path, std::string const& body) -> Result<std::string> {
    Ask const ask{Method::post, path, body, {{"Purpose", "support"}}};
    TROTH_TRY(auto answer, scene.perform(cast_.api, tenant.desk, ask, 200, tenant.id, EventType::used));
    return answer.body;
  };
  auto verify = [&](std::string const& value) {
    Json json;
    json.object().member("collection", "contact").member("record", contact_record_).member("field", "email");
    return answered(subject_path("/use"), json.member("act", "verify").member("value", value).end().text());
  };
  TROTH_TRY(std::string const same, verify(right));
  TROTH_TRY(std::string const other, verify(wrong));
  Json count;
  count.object().member("collection", "contact").member("field", "email").member("value", right).end();
  TROTH_TRY(std::string const counted, answered(tenant.path("/use/count"), count.text()));
  scene.saw(same == R"({"outcome":"equal"})" && other == R"({"outcome":"different"})",
            "the address they named is theirs, another is not, and no answer shows either");
  scene.saw(counted == R"({"subjects":"<10"})", "how many have it: fewer than are told");
  TROTH_TRY(auto spent, cast_.observer.data("SELECT used FROM use_spent WHERE tenant_id = $1 AND who = $2 AND"
                                            " collection = 'contact' AND field = 'email'",
                                            {tenant.id, subject_}));
  scene.saw(spent.size() == 1 && spent[0][0].integer() == 2, "the row that counts guesses at this field says 2");
  for (auto const& value : {right, wrong}) {
    TROTH_TRY(std::size_t places, cast_.observer.places(value));
    scene.saw(places == 0, value + " " + in_places(places) + " of any file");
  }
  return {};
}

/// The two who came by the form are one person: the tenant's own server says so, by an HMAC that the demo makes here in
/// its place.
Result<> Walk::combination(Scene& scene) {
  auto const& tenant = cast_.tenant;
  TROTH_TRY(auto made, cast_.api.expect(tenant.owner, {Method::put, tenant.path("/identity-secret")}, 201));
  TROTH_TRY(std::string secret, made.text("secret"));
  std::string const mac = hex(crypto::hmac_sha256(as_bytes(secret), as_bytes(kIdentity)));
  explicit_bzero(secret.data(), secret.size());
  auto ask = [&](Ask const& what, int status, EventType type) {
    return scene.perform(cast_.api, tenant.matcher, what, status, tenant.id, type);
  };
  auto verify = [&](SubjectId const& who) {
    std::string const body = Json().object().member("identity", kIdentity).member("hmac", mac).end().text();
    return Ask{Method::post, tenant.path("/subjects/" + who.text() + "/verify-identity"), body};
  };
  Json body;
  body.object().member("from", on_the_phone_.text()).member("into", subject_.text()).member("basis", "identity").end();
  Ask const link{Method::post, tenant.path("/links"), body.text()};

  TROTH_TRY(ask(verify(subject_), 200, EventType::combined));
  TROTH_TRY(ask(link, 403, EventType::refused));
  TROTH_TRY(auto none, cast_.observer.data(kLinks, {tenant.id}));
  scene.saw(none.empty(), "no row: the one on the phone is not verified");
  TROTH_TRY(ask(verify(on_the_phone_), 200, EventType::combined));
  TROTH_TRY(auto linked, ask(link, 201, EventType::combined));
  TROTH_TRY(auto rows, cast_.observer.data(kLinks, {tenant.id}));
  scene.saw(rows.size() == 1 && rows[0][0].id<SubjectId>() == on_the_phone_ && rows[0][1].id<SubjectId>() == subject_ &&
                rows[0][2].text() == "identity",
            "a row that names the two; each keeps its own records");
  TROTH_TRY(std::size_t named, cast_.observer.places(kIdentity));
  scene.saw(named == 0, "the identity itself " + in_places(named) + " of any file");
  TROTH_TRY(ask({Method::del, linked.location, R"({"reason":"the demo undoes it"})"}, 200, EventType::combined));
  TROTH_TRY(auto undone, cast_.observer.data(kLinks, {tenant.id}));
  scene.saw(undone.empty(), "undone: no row");
  return {};
}

}  // namespace troth::cli
