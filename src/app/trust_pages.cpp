#include "app/trust_pages.h"

#include "app/trust_texts.h"
#include "audit/log_names.h"
#include "base/private_file.h"
#include "http/problem.h"
#include "trust/pages/pages.h"

namespace troth::app {
namespace {

using trust::Ground;

constexpr std::string_view kHtml = "text/html; charset=utf-8", kJson = "application/json";

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

http::Router const& router() {
  static http::Router const all = [] {
    std::vector<http::Route> routes;
    for (auto const& page : trust_texts()) routes.push_back({http::Method::get, page.pattern});
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

/// Answered where it was asked for, on a thread that serves everybody: so it opens no snapshot.
http::Response security(trust::Contact const& contact, Time now) {
  auto text = trust::security_txt(contact, now);
  return text ? answer(200, "text/plain; charset=utf-8", std::move(*text))
              : http::problem(fail(Code::not_found, "nothing is here"));
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
  bool json = false;
  auto const matched = router().match(http::Method::get, without_json(target, json));
  if (!matched) return absent(ground, json);
  TROTH_TRY(auto text, trust_texts()[matched->index].text({*snapshot, ground, *services.calendar, *matched, json}));
  if (!text) return absent(ground, json);
  return answer(200, json ? kJson : kHtml, std::move(*text));
}

bool is_ours(std::string_view path) { return path == "/trust" || path == "/trust.json" || path.starts_with("/trust/"); }

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
  auto const path = target.substr(0, target.find('?'));
  if (path == "/.well-known/security.txt") return security(services.contact, clock.now());
  if (!is_ours(path)) return std::nullopt;
  try {
    auto out = shown(target, store, services, clock.now());
    return out ? std::move(*out) : http::problem(out.error());
  } catch (store::CorruptRow const& row) {
    return http::problem(fail(Code::corrupt, "stored data has been damaged", {}, row.what()));
  }
}

}  // namespace troth::app
