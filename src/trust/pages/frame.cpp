#include "trust/pages/parts.h"

namespace troth::trust {
namespace {

struct Entry {
  std::string_view path, english, german;
};
constexpr Entry kEntries[] = {
    {"/trust", "Overview", "Überblick"},         {"/trust/tom", "Document", "Dokument"},
    {"/trust/failures", "Failures", "Ausfälle"}, {"/trust/log", "Log", "Log"},
    {"/trust/verify", "Verify", "Prüfen"},       {"/trust/duties", "Your duties", "Ihre Pflichten"},
    {"/trust/contact", "Contact", "Kontakt"}};

bool is_here(Entry const& entry, std::string_view path) {
  if (entry.path == path) return true;
  return entry.path == "/trust/tom" && (path.starts_with("/trust/tom/") || path.starts_with("/trust/clauses/"));
}

Html entries(Frame const& frame) {
  Html out;
  for (auto const& entry : kEntries) {
    auto const text = Html::text(say(frame.language, entry.english, entry.german));
    bool const here = is_here(entry, frame.path);
    out += Html::element("li", {here ? Html::element("a", {{"href", entry.path}, {"aria-current", "page"}}, {text})
                                     : Html::element("a", {{"href", entry.path}}, {text})});
  }
  return Html::element("ul", {out});
}

Html top(Frame const& frame, Ground const& ground) {
  Html const name = Html::element("a", {{"class", "name"}, {"href", "/trust"}}, {Html::text(ground.contact.vendor())});
  Html const nav =
      Html::element("nav", {{"aria-label", say(frame.language, "Trust pages", "Vertrauensseiten")}}, {entries(frame)});
  return Html::element("header", {{"class", "top"}}, {name, nav});
}

Html foot(Frame const& frame, Ground const& ground) {
  auto const say_it = [&](std::string_view english, std::string_view german) {
    return say(frame.language, english, german);
  };
  std::string const twin = frame.json.empty() ? std::string(frame.path) + ".json" : frame.json;
  Html line = Html::text(std::string(say_it("As of ", "Stand ")) + minute(ground.board.now) + ", " +
                         std::string(say_it("evidence log ", "Nachweislog ")));
  line += code(ground.board.origin);
  Html out = Html::element("p", {line});
  out += classed("p", "twin", link(twin, say_it("This page as JSON", "Diese Seite als JSON")));
  return Html::element("footer", {{"class", "foot"}}, {out});
}

}  // namespace

std::string framed(Frame const& frame, Ground const& ground, Html const& main) {
  Html body = Html::element("a", {{"class", "skip"}, {"href", "#main"}},
                            {Html::text(say(frame.language, "Skip to the text", "Zum Text"))});
  body += top(frame, ground);
  body += Html::element("main", {{"id", "main"}, {"tabindex", "-1"}}, {main});
  body += foot(frame, ground);
  if (!frame.script.empty()) body += Html::element("script", {{"type", "module"}, {"src", frame.script}}, {});
  auto const title = frame.title + " · " + ground.contact.vendor();
  return http::html_page(frame.language == Language::de ? "de" : "en", title, "/trust.css", body);
}

}  // namespace troth::trust
