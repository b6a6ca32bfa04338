#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// A vendor's own TOM text, read into clauses with stable ids, with proposals which clause of our catalogue each one is
// and with what a data protection officer would have to ask about. Pure: nothing is fetched, nothing in the text is
// executed.

namespace troth::intake {

enum class Severity : std::uint8_t {
  wrong,  ///< untrue or void as it stands
  vague,  ///< promises nothing that could be broken
  note    ///< to be decided or completed
};
std::string_view name(Severity severity);  ///< "wrong", "vague", "note"

/// One thing that the text should not leave as it is.
struct Lint {
  std::string rule;  ///< "hedge", "empty-link", "region", "claim", "date", "number", "scope", "contradiction"
  Severity severity = Severity::note;
  std::string document;   ///< the name it was imported under
  std::string clause;     ///< id of the clause; empty: the document as a whole
  int line = 0;           ///< of the document, from 1; 0: no one line
  std::string words;      ///< what stands there, such as "periodically"
  std::string sentence;   ///< in which
  std::string says;       ///< what is the matter
  std::string mend;       ///< what to write or do instead
  std::string parameter;  ///< of the catalogue, whose number the sentence lacks; empty: none is known
};

/// A clause of the catalogue that the imported one may be.
struct Proposal {
  std::string clause;              ///< "LB-T4"
  double score = 0;                ///< for comparing only
  std::vector<std::string> words;  ///< of the imported text, that speak for it; the strongest first
};

struct ImportedClause {
  /// The document's own number where it has one ("3.2", "2.2.a" for the first item of a list, "T4" and "O4" for
  /// numbered lists under technical and organisational measures), else the heading's words and a count ("overview-2").
  /// A number that stands twice is "3.2" and "3.2~2". The same text gives the same ids; text that changes under another
  /// heading does not change them.
  std::string id;
  std::string section;  ///< heading it stands under
  std::string title, text;
  int line = 0;
  std::vector<Proposal> proposals;  ///< at most 3, the best first; none is an answer too
};

/// What a sentence says about something that two documents can contradict each other on.
struct Fact {
  std::string topic;  ///< "hosting provider", "hosting place", "backup retention", ...
  std::string value;  ///< "google", "belgium", "7 d"
  std::string clause, sentence;
  int line = 0;
};

struct Imported {
  std::string document, title;
  std::vector<ImportedClause> clauses;  ///< in the order of the document; ids are unique
  std::vector<Lint> lints;              ///< in the order of the document; those of the whole document last
  std::vector<Fact> facts;
};

/// Markdown, HTML or plain text, by the ending of `name` or else by its looks. invalid: no UTF-8, or nothing in it that
/// reads like a clause. too_large: over 1 MiB or 2000 clauses.
Result<Imported> import(std::string_view name, std::string_view text);

/// Where two of the documents say different things about the same: another place, provider, number.
std::vector<Lint> contradictions(std::span<Imported const> documents);

}  // namespace troth::intake
