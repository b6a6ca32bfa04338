#include "trust/pages/counts.h"
#include "trust/pages/pages.h"

namespace troth::trust {
namespace {

using catalogue::EvidenceClass;

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
  return items.markup().empty() ? Html()
                                : section("Failing now", Html::element("ul", {{"class", "plain seen"}}, {items}));
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

}  // namespace

std::string home_html(Ground const& ground) {
  auto const counts = Counts::of(ground.board);
  Html main = element("h1", overview(ground, counts));
  main += figures(counts, ground.board.now);
  main += six_classes(counts);
  main += failing(ground);
  main += section("Document", document_line(ground));
  main += section("Last failure", last_failure(ground));
  main += section("Log", log_line(ground));
  return framed({"/trust", "Security promises, tested"}, ground, main);
}

}  // namespace troth::trust
