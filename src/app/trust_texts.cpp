#include "app/trust_texts.h"

#include <charconv>

#include "trust/bundle.h"
#include "trust/pages/pages.h"
#include "trust/read_text.h"

// What each trust page reads beside the board, and which function writes it.

namespace troth::app {
namespace {

using catalogue::Language;
using Text = std::optional<std::string>;

constexpr std::size_t kMostVersions = 100, kMostFailures = 500, kNewestVerdicts = 20;

Time year_ago(Asked const& asked) { return asked.ground.board.now - std::chrono::days(366); }
Language language(Asked const& asked) { return asked.query("lang") == "de" ? Language::de : Language::en; }

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
  TROTH_TRY(auto weeks, asked.calendar.weeks(asked.snapshot, asked.ground.board.now));
  return Text(trust::tom_html(asked.ground, page, trust::by_clause(std::move(weeks))));
}

Result<Text> tom(Asked const& asked) {
  return document(asked, {asked.ground.document ? &*asked.ground.document : nullptr, true, language(asked)});
}

Result<Text> tom_version(Asked const& asked) {
  TROTH_TRY(auto version, published(asked, asked.matched.path.find("number")->second));
  if (!version) return Text();
  return document(asked, {&*version, asked.ground.board.tom_version == version->number, language(asked)});
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
  TROTH_TRY(auto const old_text, trust::text_of(*from));
  TROTH_TRY(auto const new_text, trust::text_of(*to));
  trust::Difference const found{from->number, to->number, trust::degradations(*old_text, *new_text),
                                trust::changes(*old_text, *new_text)};
  return Text(asked.json ? trust::diff_json(asked.ground, found) : trust::diff_html(asked.ground, found));
}

/// Each with its own observations: those of a mended failure have opened, whatever was seen since.
Result<std::vector<trust::Listed>> newest_verdicts(Asked const& asked, std::string const& clause) {
  TROTH_TRY(auto verdicts, evidence::history(asked.snapshot, clause, 0, kNewestVerdicts));
  std::vector<trust::Listed> out;
  for (auto& verdict : verdicts) {
    TROTH_TRY(auto seen, evidence::observations(asked.snapshot, verdict.number, asked.ground.board.now));
    out.push_back({std::move(verdict), std::move(seen)});
  }
  return out;
}

Result<Text> clause(Asked const& asked) {
  trust::ClausePage page;
  page.view = asked.ground.board.find(asked.matched.path.find("clause")->second);
  if (!page.view) return Text();
  auto const& id = page.view->clause->id;
  auto const now = asked.ground.board.now;
  TROTH_TRY(page.days, evidence::days(asked.snapshot, id, now));
  TROTH_TRY(page.history, newest_verdicts(asked, id));
  if (page.view->latest) {
    TROTH_TRY(page.seen, evidence::observations(asked.snapshot, page.view->latest->number, now));
  }
  TROTH_TRY(page.failures, evidence::failures_of(asked.snapshot, id, year_ago(asked), kMostFailures));
  return Text(asked.json ? trust::clause_json(asked.ground, page) : trust::clause_html(asked.ground, page));
}

Result<Text> failures(Asked const& asked) {
  TROTH_TRY(auto const all, evidence::failures(asked.snapshot, year_ago(asked), kMostFailures));
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
  TROTH_TRY(auto weeks, asked.calendar.weeks(asked.snapshot, asked.ground.board.now));
  return Text(trust::duties_html(asked.ground, trust::by_clause(std::move(weeks))));
}

Result<Text> contact(Asked const& asked) {
  return Text(asked.json ? trust::contact_json(asked.ground) : trust::contact_html(asked.ground));
}

constexpr TrustText kPages[] = {
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

}  // namespace

std::span<TrustText const> trust_texts() { return kPages; }

}  // namespace troth::app
