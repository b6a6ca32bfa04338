#include "tour_page.h"

namespace troth::cli {
namespace {

using http::Html;

constexpr TourStop kStops[] = {
    {"import", "Your own document, read back to you",
     "Paste the technical and organisational measures that you publish today. You get its clauses, what of them Troth "
     "could test, every hedge that promises nothing, and what your statements contradict. It stays on this machine.",
     "", true, tour_import},
    {"visitor", "One person's record, three ways",
     "Somebody new writes in. You see the record as a clerk with a purpose sees it, the same bytes as they lie on "
     "disk, and "
     "the answer to the same question without a purpose.",
     "", false, tour_visitor},
    {"thief", "A stolen token", "A clerk's token is stolen and reads 37 people. Then the log is asked whom it reached.",
     "", false, tour_thief},
    {"tamper", "A row of the log, edited by root",
     "In a twin of this cell somebody with all rights flips one bit of one row of the log. Then the log is checked.",
     "a few seconds", false, tour_tamper},
    {"mutant", "One sentence turns red",
     "A twin is started with one bug planted in it. All sentences are attacked; the one that is no longer true turns "
     "red, "
     "and green again without the bug.",
     "about a minute", false, tour_mutant},
};

Html button(TourStop const& stop) {
  Html form;
  if (stop.takes_text) {
    form += Html::element("label", {{"for", "document"}}, {Html::text("Document (Markdown, HTML or plain text)")});
    form += Html::element("textarea", {{"id", "document"}, {"name", "document"}, {"rows", "12"}},
                          {Html::text(tour_sample())});
  }
  form += Html::element("button", {{"type", "submit"}}, {Html::text("Run it")});
  if (*stop.takes)
    form += Html::element("span", {{"class", "lead"}}, {Html::text(std::string(" takes ") + stop.takes)});
  return Html::element("form", {{"method", "post"}, {"action", std::string("/tour/") + stop.name}}, {form});
}

Html outcome(TourSeen const& seen) {
  Html const state = Html::element("p", {{"class", seen.held ? "state ok" : "state bad"}, {"role", "status"}},
                                   {Html::text((seen.held ? "Seen: " : "Not as it should be: ") + seen.summary)});
  return Html::element("div", {state, seen.details});
}

Html section(TourStop const& stop, TourCast const& cast, std::size_t number, TourSeen const* seen) {
  Html inside = Html::element("h2", {Html::text(std::to_string(number) + ". " + stop.title)});
  inside += tour_line(stop.about);
  inside += button(stop);
  inside +=
      Html::element("p", {Html::text("Or by hand: "), Html::element("code", {Html::text(tour_command(stop, cast))})});
  if (seen) inside += outcome(*seen);
  return Html::element("section", {{"id", stop.name}}, {inside});
}

}  // namespace

std::span<TourStop const> tour_stops() { return kStops; }

Html tour_line(std::string_view text) { return Html::element("p", {Html::text(text)}); }

Html tour_said(std::string_view heading, std::string_view text) {
  Html const said =
      Html::element("pre", {{"class", "said"}, {"tabindex", "0"}}, {Html::element("code", {Html::text(text)})});
  return Html::element("div", {Html::element("h3", {Html::text(heading)}), said});
}

std::string tour_page(TourCast const& cast, std::map<std::string, TourSeen> const& seen) {
  Html stops;
  std::size_t number = 0;
  for (auto const& stop : kStops) {
    auto const it = seen.find(stop.name);
    stops += section(stop, cast, ++number, it == seen.end() ? nullptr : &it->second);
  }
  Html const lead = Html::element(
      "p", {{"class", "lead"}},
      {Html::text("Five things to see for yourself. Each runs when you press its button; nothing is prepared.")});
  Html const trust = Html::element(
      "p", {Html::element("a", {{"href", cast.url + "/trust"}}, {Html::text("The trust pages of this cell")}),
            Html::text(" show what customers see.")});
  Html const body = Html::element(
      "main", {{"id", "main"}},
      {Html::element("header", {Html::element("h1", {Html::text("A tour of Troth")}), lead, trust}), stops});
  return http::html_page("en", "A tour of Troth", "/style.css", body);
}

}  // namespace troth::cli
