#include "base/json_writer.h"
#include "trust/pages/counts.h"
#include "trust/pages/json_parts.h"
#include "trust/pages/pages.h"

namespace troth::trust {
namespace {

using catalogue::EvidenceClass;

constexpr EvidenceClass kClasses[] = {EvidenceClass::proven,    EvidenceClass::measured, EvidenceClass::recorded,
                                      EvidenceClass::inherited, EvidenceClass::declared, EvidenceClass::not_covered};

std::string_view meaning(EvidenceClass of) {
  switch (of) {
    case EvidenceClass::proven:
      return "a program attacks the promise, and a planted bug shows that the attack can find it broken";
    case EvidenceClass::measured:
      return "a value is read from the running system";
    case EvidenceClass::recorded:
      return "a person's act is on record, in its time";
    case EvidenceClass::inherited:
      return "a third party attests it, within scope and until a date";
    case EvidenceClass::declared:
      return "somebody said so, and nothing checks it";
    case EvidenceClass::not_covered:
      break;
  }
  return "the document names it, and the product does not do it yet";
}

/// Claims a test every day only while that is so of every sentence that is to be tested.
std::string sentence(Ground const& ground, Counts const& counts) {
  std::string const promises = "What " + (ground.contact.company.empty() ? "this service" : ground.contact.company) +
                               " promises about security is ";
  if (counts.tested.number == 0) return promises + "to be tested on the running system. No test counts at present.";
  if (counts.stale.number > 0) return promises + "tested on the running system. Some tests have to be run again.";
  bool const daily = ground.board.now - *counts.tested.oldest <= std::chrono::hours(24);
  return promises + "tested " + (daily ? "every day, " : "") + "on the running system.";
}

Html count(std::size_t number, std::string_view word, Html const& about) {
  Html out = classed("span", "figure", std::to_string(number));
  out += classed("span", "word", word);
  out += classed("span", "about", about);
  return Html::element("li", {out});
}

Html tested_about(Counts const& counts, Time now) {
  if (!counts.tested.newest) return Html::text("nothing at present");
  Html out = Html::text("newest ");
  out += when(*counts.tested.newest, now);
  out += Html::text(", oldest ");
  out += when(*counts.tested.oldest, now);
  if (counts.failing > 0) out += classed("span", "badge bad", std::to_string(counts.failing) + " failing");
  if (counts.unproven > 0) out += classed("span", "badge warn", std::to_string(counts.unproven) + " unproven");
  return out;
}

Html figures(Counts const& counts, Time now) {
  Html out = count(counts.tested.number, "tested", tested_about(counts, now));
  Html on_file = Html::text("nothing at present");
  if (counts.on_file.newest) {
    on_file = Html::text("newest filed ");
    on_file += when(*counts.on_file.newest, now);
  }
  out += count(counts.on_file.number, "on file", on_file);
  out += count(counts.only_stated.number, "only stated", Html::text("nobody checks these"));
  if (counts.stale.number > 0) out += count(counts.stale.number, "stale", Html::text("no evidence that still counts"));
  return Html::element("ul", {{"class", "figures"}}, {out});
}

Html six_classes(Counts const& counts) {
  Html rows;
  for (auto const of : kClasses) {
    auto const found = counts.classes.find(of);
    std::string const number = std::to_string(found == counts.classes.end() ? 0 : found->second);
    rows += fact(catalogue::name(of), number + ": " + std::string(meaning(of)));
  }
  return Html::element("details",
                       {element("summary", "The six classes behind these words"), Html::element("dl", {rows})});
}

Html failing(Ground const& ground) {
  Html items;
  for (auto const& view : ground.board.clauses) {
    if (view.status != evidence::Status::fail) continue;
    Html line = badge(badge_of(view));
    line += link("/trust/clauses/" + view.clause->id, view.clause->id + " " + view.clause->title.en);
    items += Html::element("li", {line});
  }
  return items.markup().empty() ? Html() : section("Failing now", Html::element("ul", {{"class", "plain"}}, {items}));
}

Html last_failure(Ground const& ground) {
  auto const& failure = ground.board.last_failure;
  if (!failure) return element("p", "No failure is on record.");
  Html line = link("/trust/clauses/" + failure->clause, failure->clause);
  line += Html::text(" failed ");
  line += when(failure->begun, ground.board.now);
  line += Html::text(failure->ended ? " and held again after " + span(*failure->ended - failure->begun) + "."
                                    : " and fails still.");
  return Html::element("p", {line});
}

Html log_line(Ground const& ground) {
  Html line;
  if (ground.log.sealed) {
    line += Html::text("Sealed ");
    line += when(*ground.log.sealed, ground.board.now);
    line += Html::text(". ");
  } else {
    line += Html::text("Not sealed yet. ");
  }
  line += Html::text("Witnesses: " + std::string(merkle::name(ground.board.witness)) + ".");
  if (ground.board.witness < merkle::WitnessLevel::independent)
    line += Html::text(" No independent witness watches it, so that nobody outside could see a rollback.");
  return Html::element("p", {line});
}

Html document_line(Ground const& ground) {
  Html line;
  if (ground.document) {
    line += Html::text("Version " + std::to_string(ground.document->number) + ", in force since " +
                       rfc3339(*ground.document->holds_from).substr(0, 10) + ". ");
  } else {
    line += Html::text("A rehearsal: no version has been published yet. ");
  }
  line += link("/trust/tom", "Read the document");
  line += Html::text(" or ");
  line += link("/trust/bundle", "take its evidence with you");
  line += Html::text(".");
  return Html::element("p", {line});
}

void put(Json& json, std::string_view name, Counts::Group const& group) {
  json.key(name).object().member("count", std::uint64_t{group.number});
  put_time(json, "newest", group.newest);
  put_time(json, "oldest", group.oldest);
  json.end();
}

}  // namespace

std::string home_html(Ground const& ground) {
  auto const counts = Counts::of(ground.board);
  Html main = element("h1", sentence(ground, counts));
  main += figures(counts, ground.board.now);
  main += six_classes(counts);
  main += failing(ground);
  main += section("Document", document_line(ground));
  main += section("Last failure", last_failure(ground));
  main += section("Log", log_line(ground));
  return framed({"/trust", "Security promises, tested"}, ground, main);
}

std::string home_json(Ground const& ground) {
  auto const counts = Counts::of(ground.board);
  auto json = begun(ground);
  json.member("company", ground.contact.company).member("sentence", sentence(ground, counts));
  put(json, "tested", counts.tested);
  put(json, "on_file", counts.on_file);
  put(json, "only_stated", counts.only_stated);
  put(json, "stale", counts.stale);
  json.member("failing", std::uint64_t{counts.failing}).member("unproven", std::uint64_t{counts.unproven});
  json.key("classes").object();
  for (auto const of : kClasses) {
    auto const found = counts.classes.find(of);
    json.member(catalogue::name(of), std::uint64_t{found == counts.classes.end() ? 0 : found->second});
  }
  json.end().key("last_failure");
  if (ground.board.last_failure)
    put(json, *ground.board.last_failure, ground.board.now);
  else
    json.null();
  put_time(json, "sealed", ground.log.sealed);
  json.key("clauses").array();
  for (auto const& view : ground.board.clauses)
    json.object()
        .member("id", view.clause->id)
        .member("class", catalogue::name(view.stands))
        .member("status", evidence::name(view.status))
        .member("word", word_now(view))
        .end();
  return json.end().end().text() + "\n";
}

}  // namespace troth::trust
