#include "app/pages.h"

#include "app/bundle_page.h"
#include "app/log_pages.h"
#include "app/openapi.h"
#include "app/preflight.h"
#include "app/style.h"
#include "app/trust_pages.h"
#include "base/private_file.h"
#include "http/html.h"
#include "http/problem.h"

namespace troth::app {
namespace {

using http::Html;

constexpr std::string_view kApi = "/v1/openapi.json";

http::Response page(int status, std::string type, std::string body) {
  http::Response out;
  out.status = status;
  out.headers.add("Content-Type", std::move(type));
  out.headers.add("Cache-Control", "no-cache");
  out.headers.add("Content-Security-Policy",
                  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'");
  out.headers.add("Referrer-Policy", "no-referrer");
  out.body = std::move(body);
  return out;
}

http::Response plain(int status, std::string text) {
  return page(status, "text/plain; charset=utf-8", std::move(text) + "\n");
}

Html cell(std::string_view text) { return Html::element("td", {Html::text(text)}); }
Html code(std::string_view text) { return Html::element("td", {Html::element("code", {Html::text(text)})}); }

/// One line per route, out of the same table the router uses.
Html route_table(std::vector<Row> const& rows) {
  Html body;
  for (auto const& row : rows) {
    std::string const route = std::string(http::name(row.route.method)) + " " + std::string(row.route.pattern);
    body += Html::element("tr", {code(route), cell(act::name(row.operation)), cell(act::name(row.permission))});
  }
  Html head = Html::element("tr", {Html::element("th", {{"scope", "col"}}, {Html::text("Route")}),
                                   Html::element("th", {{"scope", "col"}}, {Html::text("Operation")}),
                                   Html::element("th", {{"scope", "col"}}, {Html::text("Permission")})});
  return Html::element("table", {Html::element("thead", {head}), Html::element("tbody", {body})});
}

Html step(std::string_view text, std::string_view command) {
  return Html::element("li", {Html::text(text), Html::element("pre", {Html::element("code", {Html::text(command)})})});
}

Html state(bool healthy) {
  if (healthy)
    return Html::element("p", {{"class", "state ok"}},
                         {Html::text("Answering. Every act is logged before its answer leaves.")});
  return Html::element("p", {{"class", "state bad"}},
                       {Html::text("The store has failed. Nothing is taken in until a restart.")});
}

Html trust() {
  return Html::element(
      "p", {Html::element("a", {{"href", "/trust"}}, {Html::text("What is promised, and what proves it")})});
}

Html steps() {
  return Html::element(
      "ol",
      {step("Make the first administrator, once, on this machine.", "troth first-admin --data DIR --out admin.token"),
       step("Ask for the state of the keys.", "troth keys status --data DIR --token-file admin.token"),
       step("Check that the server is ready.", "curl --cacert DIR/tls/cert.pem https://localhost:PORT/readyz")});
}

Html section(std::string_view heading, std::initializer_list<Html> children) {
  Html inside = Html::element("h2", {Html::text(heading)});
  for (auto const& child : children) inside += child;
  return Html::element("section", {inside});
}

http::Response home(std::vector<Row> const& rows, bool healthy) {
  Html const lead = Html::element("p", {{"class", "lead"}},
                                  {Html::text("A vault for personal data that does what its security document says, "
                                              "refuses what it forbids, and writes down every look.")});
  Html const routes =
      Html::element("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Routes"}},
                    {route_table(rows)});
  Html const rule =
      Html::element("p", {Html::text("Each route is one operation and needs one permission. Another tenant's id "
                                     "and an absent one get the same answer. "),
                          Html::element("a", {{"href", kApi}}, {Html::text("The same as OpenAPI")})});
  Html const body = Html::element(
      "main", {{"id", "main"}},
      {Html::element("header", {Html::element("h1", {Html::text("Troth")}), lead, state(healthy), trust()}),
       section("Try it", {steps()}), section("What can be asked", {rule, routes})});
  return page(200, "text/html; charset=utf-8", http::html_page("en", "Troth", "/style.css", body));
}

/// What can be put right without a restart is told by its message, which names no host and no database.
http::Response readiness(store::Store& store) {
  if (!store.healthy()) return plain(503, "not ready: the store has failed; restart the server");
  auto const ready = store.ready();
  return ready ? plain(200, "ready") : plain(503, "not ready: " + std::string(ready.error().message));
}

/// The rows of a program never change, so it is made once.
http::Response api(std::vector<Row> const& rows) {
  static auto const text = openapi(rows);
  return text ? page(200, "application/json", *text) : http::problem(text.error());
}

/// A demo's tour is served by the demo, which says in this file where (docs/decisions/0013).
http::Response to_tour(std::filesystem::path const& file) {
  auto url = read_file(file, 4096);
  if (!url) return plain(404, "the tour is not running; `troth demo` starts it");
  while (url->ends_with('\n')) url->pop_back();
  auto out = plain(307, "the tour is at " + *url);
  out.headers.add("Location", *url);
  return out;
}

}  // namespace

std::optional<http::Response> public_page(http::Request const& request, store::Store& store,
                                          std::vector<Row> const& rows, Services const& services, Clock const& clock) {
  if (auto answer = preflight(request, store)) return answer;
  if (request.method != http::Method::get && request.method != http::Method::head) return std::nullopt;
  if (request.target == "/healthz") return plain(200, "alive");
  if (request.target == "/readyz") return readiness(store);
  if (request.target == "/style.css") return page(200, "text/css; charset=utf-8", std::string(kStyle));
  if (request.target == "/favicon.ico") return page(200, "image/svg+xml", std::string(kIcon));
  if (request.target == "/tour" && !services.tour.empty()) return to_tour(services.tour);
  if (request.target == kApi) return api(rows);
  if (request.target == "/") return home(rows, store.healthy().has_value());
  if (request.target.starts_with("/log/")) return log_page(request.target, store, services.sealer, services.standing);
  if (auto bundle = bundle_page(request.target, store, services, clock)) return bundle;
  return trust_page(request.target, store, services, clock);
}

}  // namespace troth::app
