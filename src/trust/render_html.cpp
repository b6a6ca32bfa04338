#include "http/html.h"
#include "trust/render_document.h"

namespace troth::trust {
namespace {

using http::Html;

// Ours, and never from data. Print first: this is what the PDF is made of.
constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark}
body{font:1rem/1.55 "Source Serif 4",Georgia,"DejaVu Serif",serif;max-width:42rem;margin:3rem auto;padding:0 1.25rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 1.5rem}
h2{font-size:1.35rem;margin:3rem 0 0;border-top:1px solid;padding-top:.75rem;text-transform:capitalize}
h3{font-size:1.1rem;margin:2rem 0 .5rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.25rem;font-size:.9rem}
dt{color:#666}dd{margin:0;overflow-wrap:anywhere}
article{margin:1.1rem 0;break-inside:avoid}
h4{font-size:1rem;margin:0}h4 span{font-variant-numeric:tabular-nums;margin-right:.6rem;color:#666}
p{margin:.2rem 0}.quiet,.legend,footer{font-size:.85rem;color:#666}.legend{margin:1.5rem 0}
.fail{color:#a3122a;font-weight:600}
sup a{color:inherit;text-decoration:none}footer{margin-top:3rem;border-top:1px solid;overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){dt,h4 span,.quiet,.legend,footer{color:#a5a5a5}.fail{color:#ff8f9c}}
@page{size:A4;margin:22mm 20mm}
@media print{body{font-size:10.5pt;margin:0;max-width:none}h2,h3{break-after:avoid}}
)";

Html element(std::string_view tag, std::string const& text) { return Html::element(tag, {Html::text(text)}); }

Html facts(Document const& document) {
  Html rows;
  for (auto const& [label, value] : document.facts()) {
    rows += element("dt", label);
    rows += element("dd", value);
  }
  return Html::element("dl", {rows});
}

/// The mark after a quiet line, and the note it leads to.
Html mark(std::size_t number) {
  std::string const text = std::to_string(number);
  return Html::element("sup", {Html::element("a", {{"href", "#note-" + text}}, {Html::text(text)})});
}

Html article(Document const& document, Document::Clause const& clause, std::vector<std::string>& footnotes) {
  Html quiet = Html::text(document.quiet_line(clause));
  if (auto note = document.footnote(clause); !note.empty()) {
    footnotes.push_back(std::move(note));
    quiet += mark(footnotes.size());
  }
  Html heading = element("span", clause.id);
  heading += Html::text(clause.title);
  return Html::element("article", {{"id", clause.id}},
                       {Html::element("h4", {heading}), element("p", clause.sentence),
                        Html::element("p", {{"class", clause.status == "fail" ? "quiet fail" : "quiet"}}, {quiet})});
}

Html notes(std::vector<std::string> const& footnotes) {
  Html items;
  for (std::size_t i = 0; i < footnotes.size(); ++i)
    items += Html::element("li", {{"id", "note-" + std::to_string(i + 1)}}, {Html::text(footnotes[i])});
  return footnotes.empty() ? Html() : Html::element("footer", {Html::element("ol", {items})});
}

Html body(Document const& document) {
  Html out = element("h1", document.title());
  out += facts(document);
  out += Html::element("p", {{"class", "legend"}}, {Html::text(document.legend())});
  std::vector<std::string> footnotes;
  std::string of;
  for (auto const& section : document.sections) {
    if (section.profile != of) out += element("h2", of = section.profile);
    out += element("h3", section.heading);
    for (auto const& clause : section.clauses) out += article(document, clause, footnotes);
  }
  out += notes(footnotes);
  return Html::element("main", {out});
}

}  // namespace

std::string to_html(evidence::Board const& board, TomVersion const* version, std::string_view profile,
                    catalogue::Language language) {
  auto const document = make_document(board, version, profile, language);
  std::string out = "<!doctype html>\n<html lang=\"";
  out += language == catalogue::Language::de ? "de" : "en";
  out += "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">";
  out += element("title", document.title()).markup();
  out.append("<style>").append(kStyle).append("</style></head><body>");
  out += body(document).markup();
  return out + "</body></html>\n";
}

}  // namespace troth::trust
