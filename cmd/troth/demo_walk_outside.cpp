#include <algorithm>
#include <thread>

#include "base/json_writer.h"
#include "clauses/attacks/jwe_reader.h"
#include "crypto/hash.h"
#include "demo_site.h"
#include "demo_walk.h"

// What leaves the cell: sealed for one recipient who may have it, and nothing for everybody.

namespace troth::cli {
namespace {

using act::EventType;
using http::Method;

constexpr auto kContract = std::chrono::hours(24 * 365);

/// Whether `text` stands in the answer, or in what its JWE decodes to.
bool shows(Answer const& answer, std::string_view jwe, std::string_view text) {
  bool found = answer.body.find(text) != std::string::npos;
  for (std::size_t end = 0; end != jwe.npos; jwe.remove_prefix(end == jwe.npos ? 0 : end + 1)) {
    end = jwe.find('.');
    auto const part = from_base64url(jwe.substr(0, end));
    found = found || (part && as_text(*part).find(text) != std::string_view::npos);
  }
  return found;
}

}  // namespace

Ask Walk::disclose_email(std::string_view recipient) const {
  Json json;
  json.object().member("recipient", recipient).member("subject", subject_.text()).member("collection", "contact");
  json.member("record", contact_record_).key("fields").array().value("email").end().end();
  return {Method::post, cast_.tenant.path("/disclosures"), json.text(), {{"Purpose", "support"}}};
}

Result<> Walk::disclosure(Scene& scene) {
  auto const& tenant = cast_.tenant;
  SystemRandom random;
  auto const own = crypto::jwe_pair(crypto::JweCurve::p256, random);
  auto const other = crypto::jwe_pair(crypto::JweCurve::p256, random);
  std::string const filed = recipient_body("A mailer", crypto::jwk_text(own.point), SystemClock().now() + kContract);
  TROTH_TRY(cast_.api.expect(tenant.owner, {Method::put, tenant.path("/recipients/mailer"), filed}, 201));
  TROTH_TRY(auto answer,
            scene.perform(cast_.api, tenant.dispatch, disclose_email("mailer"), 201, tenant.id, EventType::disclosed));
  TROTH_TRY(std::string const jwe, answer.text("jwe"));
  auto const& contact = visitor_.contact;
  scene.saw(!shows(answer, jwe, contact.email),
            "a JWE of " + std::to_string(jwe.size()) + " characters: the address is in no byte of it or of the answer");
  auto const opened = clauses::open_jwe(own, jwe);
  scene.saw(opened && opened->find(R"("fields":{"email":")" + contact.email + R"("})") != std::string::npos,
            "the recipient's private key opens it: " + (opened ? contact.email + ", and no other field" : "not so"));
  scene.saw(!clauses::open_jwe(other, jwe), "another key does not");
  TROTH_TRY(look_at_ledger(scene, jwe));
  return refuse_the_former(scene);
}

Result<> Walk::look_at_ledger(Scene& scene, std::string const& jwe) {
  TROTH_TRY(auto rows, cast_.observer.data("SELECT recipient, fields, purpose, payload_sha256 FROM disclosure"
                                           " WHERE tenant_id = $1 AND subject_id = $2",
                                           {cast_.tenant.id, subject_}));
  bool const told = rows.size() == 1 && rows[0][0].text() == "mailer" && rows[0][1].text() == R"(["email"])" &&
                    rows[0][2].text() == "support" &&
                    std::ranges::equal(rows[0][3].bytes(), crypto::sha256(as_bytes(jwe)));
  scene.saw(told, "one row in the visitor's ledger: who, which field, for what, and the hash of this JWE");
  TROTH_TRY(std::size_t kept, cast_.observer.places(std::string_view(jwe).substr(jwe.size() / 2, 24)));
  scene.saw(kept == 0, "the JWE itself " + in_places(kept) + " of any file");
  return {};
}

/// A recipient whose contract was in force when it was filed, while the tenant was set up.
Result<> Walk::refuse_the_former(Scene& scene) {
  auto const& tenant = cast_.tenant;
  TROTH_TRY(auto rows,
            cast_.observer.data("SELECT state FROM recipient WHERE tenant_id = $1 AND name = 'former'", {tenant.id}));
  scene.saw(rows.size() == 1 && rows[0][0].text() == "active",
            "the recipient `former`, whose contract ended at " + rfc3339(tenant.former_until));
  std::this_thread::sleep_until(tenant.former_until);
  TROTH_TRY(scene.perform(cast_.api, tenant.dispatch, disclose_email("former"), 403, tenant.id, EventType::refused));
  TROTH_TRY(auto sent, cast_.observer.count("SELECT COUNT(*) FROM disclosure WHERE tenant_id = $1", {tenant.id}));
  scene.saw(sent == 1, "still one row in all ledgers");
  return {};
}

Result<> Walk::dissemination(Scene& scene) {
  auto const& tenant = cast_.tenant;
  Ask const ask{Method::post, tenant.path("/dissemination"), R"({"collection":"contact"})"};
  for (auto const* who : {&tenant.owner, &tenant.herald, &tenant.desk})
    TROTH_TRY(scene.perform(cast_.api, *who, ask, 403, tenant.id, EventType::refused));
  TROTH_TRY(auto public_ones, cast_.observer.count("SELECT COUNT(*) FROM event WHERE tenant_id = $1 AND type = $2",
                                                   {tenant.id, static_cast<std::int64_t>(EventType::disseminated)}));
  scene.saw(public_ones == 0,
            std::to_string(public_ones) + " events record.disseminated in the tenant's log: never done");
  return {};
}

}  // namespace troth::cli
