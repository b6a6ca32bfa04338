#include "trust/pages/json_parts.h"
#include "trust/pages/pages.h"
#include "trust/tom_describe.h"

namespace troth::trust {
namespace {

std::string diff_address(std::int64_t from, std::int64_t to) {
  return "/trust/tom/diff?from=" + std::to_string(from) + "&to=" + std::to_string(to);
}

Html entry(Published const& one, std::int64_t before, Ground const& ground) {
  auto const& version = one.version;
  auto const number = std::to_string(version.number);
  Html title = link("/trust/tom/v/" + number, "Version " + number);
  Html out = Html::element("h2", {title});
  Html rows = fact("State", name(state_at(version, ground.board.now)));
  rows += fact("Effective from", rfc3339(version.effective_from).substr(0, 10));
  if (version.published) rows += fact("Published", when(*version.published, ground.board.now));
  rows += fact("SHA-256", code(version.hash));
  rows += fact("Evidence log", "entry " + std::to_string(version.index));
  if (before > 0) {
    Html what = Html::text(one.degradations.empty() ? std::string("nothing; ")
                                                    : counted(one.degradations.size(), "point; ", "points; "));
    what += link(diff_address(before, version.number), "what changed since version " + std::to_string(before));
    rows += fact("Takes away", what);
  }
  out += Html::element("dl", {rows});
  return Html::element("section", {out});
}

Html changes(std::vector<Degradation> const& found) {
  Html items;
  for (auto const& one : found) {
    Html line = link("/trust/clauses/" + one.clause, one.clause);
    line += Html::text(" " + one.what);
    items += Html::element("li", {line});
  }
  return Html::element("ul", {items});
}

}  // namespace

std::string versions_html(Ground const& ground, std::vector<Published> const& versions) {
  Html main = element("h1", "Versions of the document");
  if (versions.empty())
    main +=
        classed("p", "banner", "A rehearsal: no version has been published yet. The first will stand here for good.");
  for (std::size_t i = 0; i < versions.size(); ++i)
    main += entry(versions[i], i + 1 < versions.size() ? versions[i + 1].version.number : 0, ground);
  return framed({"/trust/tom/history", "Versions"}, ground, main);
}

std::string versions_json(Ground const& ground, std::vector<Published> const& versions) {
  auto json = begun(ground);
  json.key("versions").array();
  for (auto const& one : versions) {
    json.object().member("version", one.version.number).member("state", name(state_at(one.version, ground.board.now)));
    json.member("effective_from", rfc3339(one.version.effective_from)).member("hash", one.version.hash);
    json.member("index", one.version.index);
    put_time(json, "published", one.version.published);
    add_degradations(json, one.degradations);
    json.end();
  }
  return json.end().end().text() + "\n";
}

std::string diff_html(Ground const& ground, Difference const& difference) {
  auto const from = std::to_string(difference.from), to = std::to_string(difference.to);
  Html main = element("h1", "From version " + from + " to version " + to);
  main += section("What it takes away",
                  difference.degradations.empty() ? element("p", "Nothing.") : changes(difference.degradations));
  main +=
      section("What else changed", difference.changes.empty() ? element("p", "Nothing.") : changes(difference.changes));
  return framed({"/trust/tom/diff", "What changed", Language::en, "/trust/tom/diff.json?from=" + from + "&to=" + to},
                ground, main);
}

std::string diff_json(Ground const& ground, Difference const& difference) {
  auto json = begun(ground);
  json.member("from", difference.from).member("to", difference.to);
  add_degradations(json, difference.degradations);
  json.key("changes").array();
  for (auto const& one : difference.changes) json.object().member("clause", one.clause).member("what", one.what).end();
  return json.end().end().text() + "\n";
}

}  // namespace troth::trust
