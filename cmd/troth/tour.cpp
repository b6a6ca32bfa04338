#include "tour.h"

#include "app/style.h"
#include "app/tls_files.h"
#include "base/private_file.h"
#include "http/problem.h"
#include "tour_page.h"

namespace troth::cli {
namespace {

http::Response page(std::string type, std::string body) {
  http::Response out;
  out.headers.add("Content-Type", std::move(type));
  out.headers.add("Cache-Control", "no-store");
  out.headers.add("Content-Security-Policy",
                  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'");
  out.headers.add("Referrer-Policy", "same-origin");  // with no-referrer a browser sends the Origin of a form as null
  out.headers.add("X-Content-Type-Options", "nosniff");
  out.body = std::move(body);
  return out;
}

TourSeen failed(Error const& error) {
  TourSeen out;
  out.summary = std::string(error.message) + (error.at.empty() ? "" : " (" + error.at + ")");
  if (!error.detail.empty()) out.details = tour_said("What was said", error.detail);
  return out;
}

}  // namespace

Result<std::unique_ptr<Tour>> Tour::start(TourCast cast) {
  std::unique_ptr<Tour> tour(new Tour(std::move(cast)));
  net::Options options;
  options.limits.body_bytes = 1u << 20;
  TROTH_TRY(app::read_certificate(tour->cast_.data, options));
  TROTH_TRY(tour->listener_, net::listen(
                                 std::move(options),
                                 [raw = tour.get()](http::Request request, net::Respond respond) {
                                   raw->serve(std::move(request), respond);
                                 },
                                 [](int, std::string const&) {}));
  tour->origin_ = "https://127.0.0.1:" + std::to_string(tour->listener_->port());
  tour->url_ = tour->origin_ + "/tour";
  TROTH_TRY(write_private_file(tour->cast_.data / "tour-url", tour->url_ + "\n"));
  return tour;
}

Tour::~Tour() {
  listener_.reset();  // nothing new comes in; then the pool ends what runs
  std::error_code ignored;
  std::filesystem::remove(cast_.data / "tour-url", ignored);
}

void Tour::serve(http::Request request, net::Respond const& respond) {
  auto posted = pool_.post([this, request = std::move(request), respond] { respond(answer(request)); });
  if (!posted) respond(http::problem(posted.error()));
}

http::Response Tour::answer(http::Request const& request) {
  bool const looks = request.method == http::Method::get || request.method == http::Method::head;
  if (looks && request.target == "/style.css") return page("text/css; charset=utf-8", std::string(app::kStyle));
  if (looks && request.target == "/favicon.ico") return page("image/svg+xml", std::string(app::kIcon));
  if (looks && request.target == "/tour") {
    Lock lock(mutex_);
    return page("text/html; charset=utf-8", tour_page(cast_, seen_));
  }
  for (auto const& stop : tour_stops())
    if (request.method == http::Method::post && request.target == std::string("/tour/") + stop.name)
      return run(stop, request);
  return http::problem(fail(Code::not_found, "nothing is here; the page is /tour"));
}

/// A stop acts, so no page from elsewhere may send its form: a browser names the origin of every POST, and only ours
/// counts, whatever name a resolver gave this address.
bool Tour::from_this_page(http::Request const& request) const {
  auto const origin = request.headers.get("Origin");
  std::string const local = "https://localhost:" + std::to_string(listener_->port());
  return origin && (*origin == origin_ || *origin == local) && request.origin == http::Origin::loopback;
}

http::Response Tour::run(TourStop const& stop, http::Request const& request) {
  if (!from_this_page(request)) return http::problem(fail(Code::denied, "press the button on the page /tour"));
  auto text = form_field(request.body, "document");
  if (!text) return http::problem(text.error());
  auto seen = stop.run(cast_, *text);
  {
    Lock lock(mutex_);
    seen_[stop.name] = seen ? std::move(*seen) : failed(seen.error());
  }
  http::Response out = page("text/plain; charset=utf-8", "see " + url_ + "#" + stop.name + "\n");
  out.status = 303;
  out.headers.add("Location", std::string("/tour#") + stop.name);
  return out;
}

}  // namespace troth::cli
