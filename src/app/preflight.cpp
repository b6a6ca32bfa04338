#include "app/preflight.h"

#include "http/route.h"
#include "vault/forms.h"

namespace troth::app {
namespace {

constexpr std::string_view kCollect = "/v1/tenants/{tenant}/forms/{name}/collect";

Result<bool> allows(store::Store& store, http::Matched const& matched, std::string_view origin) {
  auto const tenant = TenantId::parse(matched.path.find("tenant")->second);
  auto const name = vault::FormName::parse(matched.path.find("name")->second);
  if (!tenant || !name) return false;
  TROTH_TRY(auto snapshot, store.snapshot());
  TROTH_TRY(auto const form, vault::load_form(*snapshot, *tenant, *name));
  return form.answers(origin);
}

}  // namespace

bool asks_preflight(http::Request const& request) {
  return request.method == http::Method::other && request.headers.get("Origin") &&
         request.headers.get("Access-Control-Request-Method") == "POST";
}

std::optional<http::Response> preflight(http::Request const& request, store::Store& store) {
  static http::Router const router(std::vector<http::Route>{{http::Method::post, kCollect}});
  if (!asks_preflight(request)) return std::nullopt;
  auto const origin = request.headers.get("Origin");
  auto const matched = router.match(http::Method::post, request.target);
  if (!matched) return std::nullopt;
  auto const allowed = allows(store, *matched, *origin);
  if (!allowed || !*allowed) return std::nullopt;
  http::Response out;
  out.status = 204;
  out.headers.add("Access-Control-Allow-Origin", std::string(*origin));
  out.headers.add("Access-Control-Allow-Methods", "POST");
  out.headers.add("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key");
  out.headers.add("Access-Control-Max-Age", "600");
  out.headers.add("Vary", "Origin");
  return out;
}

bool of_form(Exchange const& exchange) { return exchange.row->route.pattern == kCollect; }

void let_page_read(Exchange& exchange) {
  auto const origin = exchange.request.headers.get("Origin");
  if (!of_form(exchange) || !origin) return;
  exchange.respond = [origin = std::string(*origin), respond = std::move(exchange.respond)](http::Response answer) {
    answer.headers.add("Access-Control-Allow-Origin", origin);
    answer.headers.add("Access-Control-Expose-Headers", "Retry-After, Audit-Event");
    answer.headers.add("Vary", "Origin");
    respond(std::move(answer));
  };
}

}  // namespace troth::app
