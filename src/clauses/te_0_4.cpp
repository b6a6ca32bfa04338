// TE-0.4 Public trust pages: every clause with its class and its newest test, and nothing green that is old.
#include <algorithm>

#include "base/clock.h"
#include "base/json_writer.h"
#include "catalogue/catalogue.h"
#include "clauses/attacks/cell_people.h"
#include "crypto/hash.h"
#include "probe/run_api.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Caller;
using probe::Scene;

constexpr std::string_view kPages[] = {"/trust",     "/trust/tom",    "/trust/tom/history", "/trust/failures",
                                       "/trust/log", "/trust/verify", "/trust/duties",      "/trust/contact"};
constexpr std::string_view kStatuses[] = {"pass",      "fail",     "stale",    "unproven",       "exception",
                                          "inherited", "declared", "recorded", "not applicable", "not covered"};
constexpr std::string_view kPassing = "TE-1.4", kFailing = "TE-1.7";
constexpr auto kWindow = std::chrono::hours(24);

auto const& clauses_of_catalogue() { return catalogue::Catalogue::built_in().clauses(); }

/// Whether a page makes a browser ask somebody else: an address of another origin in any tag but a link to read on.
bool asks_others(std::string const& html) {
  for (auto at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    std::string_view const tag = std::string_view(html).substr(at, html.find('>', at) - at);
    if (tag.starts_with("<a ")) continue;
    for (std::string_view address : {"\"http:", "\"https:", "\"//", "url("})
      if (tag.find(address) != tag.npos) return true;
  }
  return html.find("@import") != html.npos;
}

/// The class of the first badge of a clause's page, such as "badge ok", which is green.
std::string badge(std::string const& html) {
  auto const from = html.find("class=\"badge ");
  return from == html.npos ? std::string() : html.substr(from + 7, html.find('"', from + 7) - from - 7);
}

Result<> crawl(Scene& scene) {
  std::vector<std::string> paths(std::begin(kPages), std::end(kPages));
  for (auto const& clause : clauses_of_catalogue()) paths.push_back("/trust/clauses/" + clause.id);
  std::string wrong;
  for (auto const& path : paths) {
    TROTH_TRY(Answer page, scene.stranger().get(path));
    TROTH_TRY(Answer twin, scene.stranger().get(path + ".json"));
    bool const served = page.status == 200 && twin.status == 200 && twin.object().has_value();
    bool const quiet = !asks_others(page.body) && !page.headers.contains("set-cookie") &&
                       page.headers["content-security-policy"].starts_with("default-src 'self'");
    if (!served || !quiet) wrong += " " + path;
  }
  scene.saw(wrong.empty(), std::to_string(paths.size()) +
                               " pages and their JSON are served, without cookies and without others" + wrong);
  return {};
}

/// The document's page names every clause of the catalogue once, with class and status of the closed lists.
Result<> read_all(Scene& scene) {
  TROTH_TRY(Answer page, scene.stranger().expect(200, Method::get, "/trust/tom.json"));
  TROTH_TRY(auto const members, page.object());
  auto const list = members.find("clauses");
  if (list == members.end() || list->second.array() == nullptr) return fail(Code::invalid, "the page has no clauses");
  std::size_t known = 0;
  for (auto const& one : *list->second.array()) {
    auto const& clause = *one.object();
    auto const text = [&](std::string_view name) {
      auto const it = clause.find(name);
      return it == clause.end() || it->second.text() == nullptr ? std::string() : *it->second.text();
    };
    bool const closed = std::ranges::find(kStatuses, text("status")) != std::end(kStatuses);
    auto const* of_catalogue = catalogue::Catalogue::built_in().find(text("id"));
    known += closed && of_catalogue != nullptr && !text("class").empty() && clause.contains("tested");
  }
  scene.saw(known == clauses_of_catalogue().size() && known == list->second.array()->size(),
            "of " + std::to_string(clauses_of_catalogue().size()) + " clauses " + std::to_string(known) +
                " are shown with class, status and the time of their test");
  return {};
}

/// How many clauses the document shows as passed, in its words and in its colours.
Result<> count_green(Scene& scene, std::size_t must, std::string const& when) {
  TROTH_TRY(Answer json, scene.stranger().expect(200, Method::get, "/trust.json"));
  TROTH_TRY(Answer html, scene.stranger().expect(200, Method::get, "/trust/tom"));
  auto const count = [](std::string const& text, std::string_view what) {
    std::size_t out = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++out;
    return out;
  };
  std::size_t const words = count(json.body, "\"status\":\"pass\""), colours = count(html.body, "\"badge ok\"");
  scene.saw(words == must && colours == must, when + " " + std::to_string(words) + " clauses are called passed and " +
                                                  std::to_string(colours) + " are green");
  return {};
}

Result<> expect_status(Scene& scene, std::string_view clause, std::string_view must, std::string const& when) {
  std::string const path = "/trust/clauses/" + std::string(clause);
  TROTH_TRY(Answer json, scene.stranger().expect(200, Method::get, path + ".json"));
  TROTH_TRY(Answer html, scene.stranger().expect(200, Method::get, path));
  TROTH_TRY(std::string const status, json.text("status"));
  bool const green = badge(html.body) == "badge ok";
  scene.saw(status == must && green == (must == "pass"),
            when + " " + std::string(clause) + " is " + status + (green ? ", in green" : ", not in green"));
  return {};
}

std::string evidence(probe::Run const& run, std::string_view clause, bool held) {
  auto const& all = catalogue::Catalogue::built_in();
  auto const hash = crypto::sha256(as_bytes(catalogue::canonical(all, *all.find(clause), run.promises)));
  auto const now = rfc3339(SystemClock().now());
  Json json;
  json.object().member("clause", clause).member("clause_hash", hex(hash)).member("build", run.build);
  json.member("config", run.config)
      .member("cell", run.cell)
      .member("tom", run.tom)
      .member("place", "live");  // where these two are attacked
  json.member("started", now).member("ended", now).member("verdict", held ? "pass" : "fail").member("samples", 1);
  json.member("seed", hex(crypto::sha256({run.checkpoint, as_bytes(clause)}))).key("observations").array();
  return json.object().member("held", held).member("what", "made up by a probe").end().end().end().text();
}

/// What a build without a manifest may claim: that its tests can fail is shown by nothing.
Result<std::string> best_of(Scene& scene) {
  TROTH_TRY(Answer page,
            scene.stranger().expect(200, Method::get, "/trust/clauses/" + std::string(kPassing) + ".json"));
  bool const proven = page.body.find("\"mutants\":[]") == std::string::npos;
  return std::string(proven ? "pass" : "unproven");
}

Result<> run(Scene& scene) {
  TROTH_TRY(probe::Twin * twin, scene.twin());
  TROTH_TRY(crawl(scene));
  TROTH_TRY(read_all(scene));
  TROTH_TRY(count_green(scene, 0, "without any test"));
  TROTH_TRY(expect_status(scene, kPassing, "stale", "without a test"));

  TROTH_TRY(Caller prober, cell_principal(*twin, "prober", "run_probes"));
  TROTH_TRY(auto const begun, probe::begin_run(prober, "operator"));
  TROTH_TRY(probe::hand_in(prober, begun, evidence(begun, kPassing, true)));
  TROTH_TRY(probe::hand_in(prober, begun, evidence(begun, kFailing, false)));
  TROTH_TRY(std::string const best, best_of(scene));
  TROTH_TRY(expect_status(scene, kPassing, best, "control, after a test that held,"));
  TROTH_TRY(expect_status(scene, kFailing, "fail", "after a test that failed"));
  TROTH_TRY(count_green(scene, best == "pass" ? 1 : 0, "after one test that held"));
  TROTH_TRY(Answer failures, scene.stranger().get("/trust/failures.json"));
  scene.saw(failures.body.find(kFailing) != std::string::npos, "the failure is shown to everybody at once");

  TROTH_TRY(twin->advance(kWindow - std::chrono::minutes(10)));
  TROTH_TRY(expect_status(scene, kPassing, best, "control, just within the window,"));
  TROTH_TRY(twin->advance(std::chrono::minutes(11)));
  TROTH_TRY(expect_status(scene, kPassing, "stale", "when the window is over"));
  TROTH_TRY(expect_status(scene, kFailing, "fail", "when the window is over"));
  return count_green(scene, 0, "when the window is over");
}

constexpr std::string_view kMutants[] = {"stale-is-green", "stale-shown-green"};

}  // namespace

extern probe::Probe const te_0_4;
probe::Probe const te_0_4{
    .clause = "TE-0.4",
    .sentence =
        "Our public trust pages show every clause with its class, its newest test and the age of that test. They show "
        "no clause as passed whose newest test is missing or older than its window.",
    .hypothesis =
        "The pages leave clauses out, show green what nobody tested or what was tested long ago, or tell others who "
        "reads them.",
    .attack =
        "On a twin without any test all pages are read. Then one passed and one failed verdict is handed in, and the "
        "twin's clock is moved to the end of their window and past it, with no test run.",
    .oracle = "Every page and its JSON as a stranger gets them: statuses, colours, addresses in tags, headers.",
    .passes =
        "All pages are served, name nobody else and set no cookie; all clauses are there. Nothing is green before a "
        "test and after its window; a failure is shown at once and stays.",
    .window = kWindow,
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
