#include "demo_site.h"

#include "base/json_writer.h"
#include "crypto/hash.h"
#include "crypto/jwe.h"

namespace troth::cli {
namespace {

using http::Method;

constexpr std::string_view kNotice =
    "We keep what you write for a year, to answer you. You can have it erased at any time.";

std::string notice_hash() { return hex(crypto::sha256(as_bytes(kNotice))); }

std::string form_body() {
  Json json;
  json.object().member("collection", "contact").member("purpose", "support");
  json.key("fields").array().value("display_name").value("email").value("phone").end();
  json.key("origins").array().value(kSiteOrigin).end().member("notice", "site");
  return json.member("per_minute", kTakenAMinute).member("per_day", 1'000).end().text();
}

std::string notice_body() {
  return Json()
      .object()
      .member("version", kNoticeInForce)
      .member("sha256", notice_hash())
      .member("title", "What we do with what you write")
      .end()
      .text();
}

}  // namespace

Result<> set_up_site(Api& api, DemoTenant& tenant, std::filesystem::path const& data) {
  TROTH_TRY(api.expect(tenant.owner, {Method::put, tenant.path("/notices/site"), notice_body()}, 201));
  TROTH_TRY(api.expect(tenant.owner, {Method::put, tenant.path("/forms/chat"), form_body()}, 201));
  TROTH_TRY(auto made, api.expect(tenant.owner, {Method::post, tenant.path("/forms/chat/tokens")}, 201));
  TROTH_TRY(tenant.page, keep_token(made, data, "page"));

  // Long enough to be in force when it is filed; the imports outlast it.
  tenant.former_until = SystemClock().now() + std::chrono::seconds(3);
  SystemRandom random;
  std::string const jwk = crypto::jwk_text(crypto::jwe_pair(crypto::JweCurve::p256, random).point);
  std::string const former = recipient_body("A mailer of the past", jwk, tenant.former_until);
  TROTH_TRY(api.expect(tenant.owner, {Method::put, tenant.path("/recipients/former"), former}, 201));
  return {};
}

Ask sent_by_page(DemoTenant const& tenant, Contact const& contact, std::string_view origin, std::string_view notice) {
  Json json;
  json.object().key("record").raw(contact.json()).key("notice").object();
  json.member("version", notice).member("sha256", notice_hash()).member("choice", "accepted");
  json.member("shown_at", rfc3339(SystemClock().now() - std::chrono::seconds(5))).end();
  return {Method::post, tenant.path("/forms/chat/collect"), json.end().text(), {{"Origin", std::string(origin)}}};
}

std::string recipient_body(std::string_view title, std::string const& jwk, Time until) {
  Json json;
  json.object().member("title", title).member("country", "DE").member("basis", "processor").member("transfer", "eea");
  json.key("purposes").array().value("support").end();
  json.key("contract").object().member("sha256", hex(crypto::sha256(as_bytes(title))));
  json.member("expires", rfc3339(until)).end();
  return json.key("key").raw(jwk).end().text();
}

}  // namespace troth::cli
