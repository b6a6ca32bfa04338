#include "app/trust_pages.h"

#include <charconv>

#include "audit/log_names.h"
#include "base/private_file.h"
#include "http/problem.h"
#include "trust/bundle.h"
#include "trust/pages/pages.h"
#include "trust/tom_text.h"

namespace troth::app {
namespace {

using catalogue::Language;
using trust::Ground;

constexpr std::string_view kHtml = "text/html; charset=utf-8", kJson = "application/json";
constexpr std::size_t kMostVersions = 100, kMostFailures = 500, kNewestVerdicts = 20;

http::Response answer(int status, std::string_view type, std::string body) {
  http::Response out;
  out.status = status;
  out.headers.add("Content-Type", std::string(type));
  out.headers.add("Cache-Control", "no-cache");
  out.headers.add("Content-Security-Policy",
                  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'");
  out.headers.add("Referrer-Policy", "no-referrer");
  out.headers.add("X-Content-Type-Options", "nosniff");
  out.body = std::move(body);
  return out;
}

struct Asked {
  store::Reader& snapshot;
  Ground const& ground;
  http::Matched const& matched;
  bool json;

  std::string query(std::string_view name) const {
    auto const it = matched.query.find(name);
    return it == matched.query.end() ? std::string() : it->second;
  }
  Time year_ago() const { return ground.board.now - std::chrono::days(366); }
  Language language() const { return query("lang") == "de" ? Language::de : Language::en; }
};

/// The page's text, or none: nothing is there.
using Text = std::optional<std::string>;

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1) return std::nullopt;
  return std::to_string(number) == text ? std::optional(number) : std::nullopt;
}

/// Drafts are nobody's business outside.
Result<std::optional<trust::TomVersion>> published(Asked const& asked, std::string_view number) {
  auto const wanted = number_of(number);
  if (!wanted) return std::optional<trust::TomVersion>();
  TROTH_TRY(auto version, trust::version(asked.snapshot, *wanted));
  if (version && !version->published) version.reset();
  return version;
}

Result<Text> home(Asked const& asked) {
  return Text(asked.json ? trust::home_json(asked.ground) : trust::home_html(asked.ground));
}

Result<Text> document(Asked const& asked, trust::TomPage const& page) {
  if (asked.json) return Text(trust::tom_json(asked.ground, page));
  TROTH_TRY(auto weeks, evidence::all_weeks(asked.snapshot, asked.ground.board.now));
  return Text(trust::tom_html(asked.ground, page, trust::by_clause(std::move(weeks))));
}

Result<Text> tom(Asked const& asked) {
  return document(asked, {asked.ground.document ? &*asked.ground.document : nullptr, true, asked.language()});
}

Result<Text> tom_version(Asked const& asked) {
  TROTH_TRY(auto version, published(asked, asked.matched.path.find("number")->second));
  if (!version) return Text();
  return document(asked, {&*version, asked.ground.board.tom_version == version->number, asked.language()});
}

Result<Text> versions(Asked const& asked) {
  TROTH_TRY(auto all, trust::versions(asked.snapshot, kMostVersions));
  std::vector<trust::Published> out;
  for (auto& version : all)
    if (version.published) out.push_back({std::move(version), {}});
  for (std::size_t i = 0; i + 1 < out.size(); ++i)
    out[i].degradations = trust::degradations(out[i + 1].version, out[i].version);
  return Text(asked.json ? trust::versions_json(asked.ground, out) : trust::versions_html(asked.ground, out));
}

Result<Text> diff(Asked const& asked) {
  TROTH_TRY(auto from, published(asked, asked.query("from")));
  TROTH_TRY(auto to, published(asked, asked.query("to")));
  if (!from || !to) return Text();
  TROTH_TRY(auto const old_text, trust::TomText::parse(from->text));
  TROTH_TRY(auto const new_text, trust::TomText::parse(to->text));
  trust::Difference const found{from->number, to->number, trust::degradations(old_text, new_text),
                                trust::changes(old_text, new_text)};
  return Text(asked.json ? trust::diff_json(asked.ground, found) : trust::diff_html(asked.ground, found));
}

Result<Text> clause(Asked const& asked) {
  trust::ClausePage page;
  page.view = asked.ground.board.find(asked.matched.path.find("clause")->second);
  if (!page.view) return Text();
  auto const& id = page.view->clause->id;
  auto const now = asked.ground.board.now;
  TROTH_TRY(page.days, evidence::days(asked.snapshot, id, now));
  TROTH_TRY(page.history, evidence::history(asked.snapshot, id, 0, kNewestVerdicts));
  if (page.view->latest) {
    TROTH_TRY(page.seen, evidence::observations(asked.snapshot, page.view->latest->number, now));
  }
  TROTH_TRY(auto failures, evidence::failures(asked.snapshot, asked.year_ago(), kMostFailures));
  for (auto& failure : failures)
    if (failure.clause == id) page.failures.push_back(std::move(failure));
  return Text(asked.json ? trust::clause_json(asked.ground, page) : trust::clause_html(asked.ground, page));
}

Result<Text> failures(Asked const& asked) {
  TROTH_TRY(auto const all, evidence::failures(asked.snapshot, asked.year_ago(), kMostFailures));
  return Text(asked.json ? trust::failures_json(asked.ground, all) : trust::failures_html(asked.ground, all));
}

Result<Text> log(Asked const& asked) {
  return Text(asked.json ? trust::log_json(asked.ground) : trust::log_html(asked.ground));
}

Result<Text> verify(Asked const& asked) {
  auto const script = trust::verify_script();
  return Text(asked.json ? trust::verify_json(asked.ground, script) : trust::verify_html(asked.ground, script));
}

Result<Text> duties(Asked const& asked) {
  if (asked.json) return Text(trust::duties_json(asked.ground));
  TROTH_TRY(auto weeks, evidence::all_weeks(asked.snapshot, asked.ground.board.now));
  return Text(trust::duties_html(asked.ground, trust::by_clause(std::move(weeks))));
}

Result<Text> contact(Asked const& asked) {
  return Text(asked.json ? trust::contact_json(asked.ground) : trust::contact_html(asked.ground));
}

struct Page {
  std::string_view pattern;
  Result<Text> (*text)(Asked const&);
};
constexpr Page kPages[] = {
    {"/trust", home},
    {"/trust/tom", tom},
    {"/trust/tom/v/{number}", tom_version},
    {"/trust/tom/history", versions},
    {"/trust/tom/diff", diff},
    {"/trust/clauses/{clause}", clause},
    {"/trust/failures", failures},
    {"/trust/log", log},
    {"/trust/verify", verify},
    {"/trust/duties", duties},
    {"/trust/contact", contact},
};

http::Router const& router() {
  static http::Router const all = [] {
    std::vector<http::Route> routes;
    for (auto const& page : kPages) routes.push_back({http::Method::get, page.pattern});
    return http::Router(std::move(routes));
  }();
  return all;
}

void put_keys(trust::LogShown& out, std::vector<merkle::VerifierKey> const& keys) {
  for (std::size_t i = 0; i < keys.size(); ++i)
    (i < audit::Sealer::kEpochsAhead ? out.cell_keys : out.evidence_keys).push_back(keys[i].text());
}

trust::LogShown log_shown(Services const& services, audit::SealedPtr const& sealed) {
  auto const view = services.standing.view();
  trust::LogShown out;
  out.epoch = services.sealer.epoch();
  out.cosigned_at = view.cosigned_at;
  out.seal_seconds = view.seal_seconds;
  out.policy = view.policy;
  out.alarm = view.alarm;
  put_keys(out, services.sealer.verifiers());
  if (!sealed) return out;
  out.sealed = sealed->at;
  out.size = sealed->head.size;
  out.checkpoint = sealed->checkpoint;
  out.cosigned = sealed->cosigned;
  if (auto const* head = sealed->head_of(audit::kEvidenceLog)) out.evidence = head->size;
  return out;
}

Result<Ground> ground_of(store::Reader& snapshot, Services const& services, audit::SealedPtr const& sealed, Time now) {
  TROTH_TRY(auto board, evidence::read_board(snapshot, services.running(), now));
  TROTH_TRY(auto document, trust::effective(snapshot, now));
  return Ground{std::move(board), std::move(document), log_shown(services, sealed), services.contact};
}

http::Response absent(Ground const& ground, bool json) {
  if (json) return http::problem(fail(Code::not_found, "nothing is here"));
  return answer(404, kHtml, trust::absent_html(ground));
}

http::Response security(Ground const& ground) {
  auto text = trust::security_txt(ground);
  return text ? answer(200, "text/plain; charset=utf-8", std::move(*text)) : absent(ground, true);
}

/// "/trust/tom.json?lang=de" asks for the twin of "/trust/tom?lang=de".
std::string without_json(std::string_view target, bool& json) {
  auto const end = std::min(target.find('?'), target.size());
  auto path = target.substr(0, end);
  json = path.ends_with(".json");
  if (json) path.remove_suffix(5);
  return std::string(path) + std::string(target.substr(end));
}

Result<http::Response> shown(std::string_view target, store::Store& store, Services const& services, Time now) {
  auto const sealed = services.sealer.newest();  // before the snapshot, so that its rows are there
  TROTH_TRY(auto snapshot, store.snapshot());
  TROTH_TRY(auto const ground, ground_of(*snapshot, services, sealed, now));
  if (target == "/.well-known/security.txt") return security(ground);
  bool json = false;
  auto const matched = router().match(http::Method::get, without_json(target, json));
  if (!matched) return absent(ground, json);
  TROTH_TRY(auto text, kPages[matched->index].text({*snapshot, ground, *matched, json}));
  if (!text) return absent(ground, json);
  return answer(200, json ? kJson : kHtml, std::move(*text));
}

bool is_ours(std::string_view target) {
  auto const path = target.substr(0, target.find('?'));
  return path == "/trust" || path == "/trust.json" || path.starts_with("/trust/") ||
         path == "/.well-known/security.txt";
}

}  // namespace

Result<trust::Contact> read_contact(std::filesystem::path const& data) {
  auto const text = read_file(data / "contact.json", 4096);
  if (!text && text.error().code == Code::gone) return trust::Contact();
  if (!text) return text.error();
  auto contact = trust::Contact::parse(*text);
  if (!contact)
    return fail(Code::invalid, "DATA/contact.json cannot be believed; correct it or take it away",
                "contact.json " + contact.error().at);
  return contact;
}

std::optional<http::Response> trust_page(std::string_view target, store::Store& store, Services const& services,
                                         Clock const& clock) {
  if (target == "/trust.css") return answer(200, "text/css; charset=utf-8", std::string(trust::page_style()));
  if (target == "/trust-verify-page.js")
    return answer(200, "text/javascript; charset=utf-8", std::string(trust::verify_module()));
  if (!is_ours(target)) return std::nullopt;
  try {
    auto out = shown(target, store, services, clock.now());
    return out ? std::move(*out) : http::problem(out.error());
  } catch (store::CorruptRow const& row) {
    return http::problem(fail(Code::corrupt, "stored data has been damaged", {}, row.what()));
  }
}

}  // namespace troth::app
