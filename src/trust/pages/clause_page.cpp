#include "clauses/clauses.h"
#include "http/json.h"
#include "trust/pages/clause_card.h"
#include "trust/pages/json_parts.h"
#include "trust/pages/pages.h"

namespace troth::trust {
namespace {

using catalogue::Catalogue;

std::string sentence_of(ClausePage const& page, Ground const& ground, Language language) {
  if (page.view->instead) return page.view->instead->in(language);
  return sentence(Catalogue::built_in(), *page.view->clause, ground.board.promises, language);
}

Html year(ClausePage const& page, Ground const& ground) {
  std::int64_t failed = 0;
  for (auto const& day : page.days) failed += day.fails > 0;
  Html out = day_grid(page.days, ground.board.now);
  auto words = year_in_words(static_cast<std::int64_t>(page.days.size()), failed);
  words.front() = static_cast<char>(words.front() - 'a' + 'A');
  out += classed("p", "quiet", words + ". Each cell is a day (UTC); the last is today.");
  return section("Twelve months", out);
}

Html numbers(catalogue::Clause const& clause, Ground const& ground) {
  Html rows;
  for (auto const& id : clause.parameters) {
    auto const* parameter = Catalogue::built_in().parameter(id);
    auto const promise = ground.board.promises.find(id);
    if (!parameter) continue;
    auto const value = promise == ground.board.promises.end() ? parameter->value : promise->second;
    rows += fact(id, shown(*parameter, value, Language::en) + " (" + parameter->basis + ")");
  }
  return rows.markup().empty() ? Html() : section("Numbers promised", Html::element("dl", {rows}));
}

Html crosswalk(catalogue::Clause const& clause) {
  auto const row = [](std::string_view label, std::vector<std::string> const& ids) {
    std::string text;
    for (auto const& id : ids) text += (text.empty() ? "" : ", ") + id;
    return text.empty() ? Html() : fact(label, text);
  };
  Html rows = row("GDPR, Article", clause.maps.gdpr);
  rows += row("ISO/IEC 27001:2022", clause.maps.iso27001);
  rows += row("SOC 2", clause.maps.soc2);
  rows += row("NIST CSF 2.0", clause.maps.csf);
  return rows.markup().empty() ? Html() : section("Where others ask for it", Html::element("dl", {rows}));
}

/// What a test saw, behind how much it was, from JSON that is ours: [{"held":true,"what":"..."}].
Html opened(evidence::Opened const& seen) {
  auto const parsed = http::parse_json(seen.json);
  auto const* list = parsed ? parsed->array() : nullptr;
  if (!list || list->empty()) return {};
  Html items;
  for (auto const& one : *list) {
    auto const* members = one.object();
    auto const held = members ? members->find("held") : http::JsonValue::Object::const_iterator();
    auto const what = members ? members->find("what") : held;
    if (!members || held == members->end() || what == members->end() || !what->second.text()) continue;
    bool const good = held->second.boolean() && *held->second.boolean();
    Html line = classed("span", good ? "badge ok" : "badge bad", good ? "held" : "broken");
    line += Html::text(*what->second.text());
    items += Html::element("li", {line});
  }
  Html inside = element("summary", counted(list->size(), "observation", "observations"));
  inside += Html::element("ul", {{"class", "plain seen"}}, {items});
  Html salt = Html::text("Salt of their commitment: ");
  salt += code(seen.salt);
  inside += classed("p", "quiet", salt);
  return Html::element("details", {inside});
}

std::string_view tone(merkle::EvidenceRecord::Verdict verdict) {
  return verdict == merkle::EvidenceRecord::Verdict::pass ? "badge ok" : "badge bad";
}

Html history(ClausePage const& page, Ground const& ground) {
  Html items;
  for (auto const& one : page.history) {
    auto const& record = one.verdict.record;
    Html line = classed("span", tone(record.verdict), merkle::name(record.verdict));
    line += when(record.ended, ground.board.now);
    line += classed("span", "quiet",
                    counted(record.samples, "sample", "samples") + ", " + record.place + ", by the " + record.by +
                        ", entry " + std::to_string(one.verdict.index) +
                        (one.seen ? "" : "; what it saw is shown once it is mended, or after 30 days"));
    if (one.seen) line += opened(*one.seen);
    items += Html::element("li", {line});
  }
  return items.markup().empty() ? Html()
                                : section("Newest verdicts", Html::element("ul", {{"class", "plain seen"}}, {items}));
}

Html red_times(ClausePage const& page, Ground const& ground) {
  Html items;
  for (auto const& failure : page.failures.shown) {
    auto const end = failure.ended.value_or(ground.board.now);
    Html line = when(failure.begun, ground.board.now);
    line += Html::text(failure.ended ? ", for " + span(end - failure.begun)
                                     : ", and goes on (" + span(end - failure.begun) + ")");
    items += Html::element("li", {line});
  }
  if (page.failures.not_shown > 0)
    items += element("li", std::to_string(page.failures.not_shown) + " older ones are not shown here.");
  return items.markup().empty() ? Html() : section("Failures in twelve months", Html::element("ul", {items}));
}

void put_seen(Json& json, std::optional<evidence::Opened> const& seen) {
  json.key("observations");
  if (seen)
    json.object().member("salt", seen->salt).key("seen").raw(seen->json).end();
  else
    json.null();
}

}  // namespace

std::string clause_html(Ground const& ground, ClausePage const& page) {
  auto const& clause = *page.view->clause;
  auto const* probe = clauses::find(clause.id);
  Html heading = classed("span", "number", clause.id);
  heading += Html::text(" " + clause.title.en);
  Html main = Html::element("h1", {{"class", "small"}}, {heading});
  main += classed("p", "sentence large", sentence_of(page, ground, Language::en));
  main += classed("div", "proof", proof_line(*page.view, ground.board.now, Language::en));
  Html why = Html::text(page.view->why + " ");
  why += link("/trust/tom#" + clause.id, "Where it stands in the document");
  main += classed("p", "why", why);
  if (probe) main += year(page, ground);
  main += section(probe ? "How it is tested" : "What stands behind it",
                  Html::element("dl", {proof_facts(*page.view, probe, ground)}));
  if (page.seen) main += section("What the newest test saw", opened(*page.seen));
  main += history(page, ground);
  main += red_times(page, ground);
  main += numbers(clause, ground);
  main += crosswalk(clause);
  main +=
      section("In German", Html::element("p", {{"lang", "de"}}, {Html::text(sentence_of(page, ground, Language::de))}));
  return framed({"/trust/clauses/" + clause.id, clause.id + " " + clause.title.en}, ground, main);
}

std::string clause_json(Ground const& ground, ClausePage const& page) {
  auto const& clause = *page.view->clause;
  auto json = begun(ground);
  put(json, *page.view, ground);
  json.key("title").object().member("en", clause.title.en).member("de", clause.title.de).end();
  json.key("sentence").object().member("en", sentence_of(page, ground, Language::en));
  json.member("de", sentence_of(page, ground, Language::de)).end().key("mutants").array();
  for (auto const& mutant : page.view->mutants) json.value(mutant);
  json.end().key("drifted").array();
  for (auto const& parameter : page.view->drifted) json.value(parameter);
  json.end().key("unproven_parts").array();
  for (auto const& part : page.view->unproven_parts) json.value(part);
  json.end().key("days").array();
  for (auto const& day : page.days)
    json.object()
        .member("day", rfc3339(Time(std::chrono::days(day.day))).substr(0, 10))
        .member("passes", day.passes)
        .member("fails", day.fails)
        .end();
  json.end().key("verdicts").array();
  for (auto const& one : page.history) {
    json.object()
        .member("index", one.verdict.index)
        .member("verdict", merkle::name(one.verdict.record.verdict))
        .member("ended", rfc3339(one.verdict.record.ended))
        .member("samples", one.verdict.record.samples);
    put_seen(json, one.seen);
    json.end();
  }
  json.end().key("failures").array();
  for (auto const& failure : page.failures.shown) put(json, failure, ground.board.now);
  json.end().member("failures_not_shown", page.failures.not_shown);
  put_seen(json, page.seen);
  return json.end().text() + "\n";
}

}  // namespace troth::trust
