#include "trust/render_document.h"

namespace troth::trust {
namespace {

/// Text in which Markdown sees nothing but text.
std::string plain(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (std::string_view("\\`*_{}[]<>#|&~").find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

}  // namespace

std::string to_markdown(evidence::Board const& board, TomVersion const* version, std::string_view profile,
                        catalogue::Language language) {
  auto const document = make_document(board, version, profile, language);
  std::string out = "# " + plain(document.title()) + "\n\n";
  for (auto const& [label, value] : document.facts()) out += "- " + plain(label) + ": " + plain(value) + "\n";
  out += "\n" + plain(document.legend()) + "\n";
  std::vector<std::string> footnotes;
  std::string of;
  for (auto const& section : document.sections) {
    if (section.profile != of) out += "\n## " + plain(of = section.profile) + "\n";
    out += "\n### " + plain(section.heading) + "\n";
    for (auto const& clause : section.clauses) {
      out += "\n**" + plain(clause.id) + (clause.title.empty() ? "" : " " + plain(clause.title)) + ".** ";
      out += plain(clause.sentence) + "\n\n*" + plain(document.quiet_line(clause)) + "*";
      if (auto note = document.footnote(clause); !note.empty()) {
        footnotes.push_back(std::move(note));
        out += "[^" + std::to_string(footnotes.size()) + "]";
      }
      out += "\n";
    }
  }
  for (std::size_t i = 0; i < footnotes.size(); ++i)
    out += (i == 0 ? "\n[^" : "[^") + std::to_string(i + 1) + "]: " + plain(footnotes[i]) + "\n";
  return out;
}

}  // namespace troth::trust
