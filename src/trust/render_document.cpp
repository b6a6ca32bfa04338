#include "trust/render_document.h"

#include "trust/read_text.h"

namespace troth::trust {
namespace {

using catalogue::Catalogue;
using catalogue::Language;

/// A clause of a version, or of the catalogue while there is only a rehearsal.
struct Wording {
  std::string id, sentence;
  catalogue::EvidenceClass stands;
  bool judged;  ///< the statuses of the board are about this wording
};

/// What is tested now says nothing of a clause that was promised otherwise: by a version that holds no more, or by the
/// one in force when this build has other words for it.
bool judged(evidence::Board const& board, TomText::Clause const& clause) {
  auto const& catalogue = Catalogue::built_in();
  auto const* known = catalogue.find(clause.id);
  return known && canonical(catalogue, *known, board.promises) == clause.canonical;
}

std::vector<Wording> wordings(evidence::Board const& board, TomVersion const* version, Language language) {
  std::vector<Wording> out;
  if (!version) {
    auto const& catalogue = Catalogue::built_in();
    for (auto const& clause : catalogue.clauses())
      out.push_back({clause.id, sentence(catalogue, clause, board.promises, language), clause.stands, true});
    return out;
  }
  auto const text = text_of(*version);
  if (!text) return out;  // not what was read from the store, which is checked there
  for (auto const& clause : (*text)->clauses)
    out.push_back({clause.id, clause.sentence(language), clause.stands, judged(board, clause)});
  return out;
}

Document::Clause clause_of(Wording const& wording, catalogue::Clause const* known, evidence::ClauseView const* view,
                           Language language) {
  Document::Clause out;
  out.id = wording.id;
  out.profile = known ? known->profile : "";
  out.title = known ? known->title.in(language) : "";
  out.sentence = wording.sentence;
  auto const stands = view ? view->stands : wording.stands;
  out.word = catalogue::plain_word(stands);
  out.stands = catalogue::name(stands);
  if (!view) return out;
  out.status = evidence::name(view->status);
  out.why = view->why;
  if (view->instead) out.sentence = view->instead->in(language);
  out.drifted = view->drifted;
  if (view->latest) {
    out.tested = view->latest->record.ended;
    out.index = view->latest->index;
  }
  return out;
}

/// A clause of the version in force as others judge other words: red and grey stay, nothing speaks for it.
Document::Clause reworded(Document::Clause clause) {
  using evidence::name;
  using evidence::Status;
  for (auto kept : {Status::fail, Status::stale, Status::declared, Status::not_covered})
    if (clause.status == name(kept)) return clause;
  clause.status = name(Status::stale);
  clause.why = evidence::kOtherWords;
  return clause;
}

std::string heading_of(catalogue::Clause const* known, Language language) {
  if (!known) return language == Language::de ? "Nicht mehr im Katalog" : "No longer in the catalogue";
  return language == Language::de ? in_german(known->section) : known->section;
}

}  // namespace

Document make_document(evidence::Board const& board, TomVersion const* version, std::string_view profile,
                       Language language) {
  Document out;
  out.language = language;
  out.cell = board.origin;
  out.witness = merkle::name(board.witness);
  out.as_of = board.now;
  if (version) {
    out.version = version->number;
    out.state = name(state_at(*version, board.now));
    out.hash = version->hash;
    out.effective = rfc3339(version->effective_from);
    if (version->published) out.index = version->index;
  }
  for (auto const& wording : wordings(board, version, language)) {
    auto const* known = Catalogue::built_in().find(wording.id);
    std::string const of = known ? known->profile : "";
    if (profile != "all" && of != profile) continue;
    auto heading = heading_of(known, language);
    if (out.sections.empty() || out.sections.back().heading != heading || out.sections.back().profile != of)
      out.sections.push_back({of, std::move(heading), {}});
    bool const in_force = version && version->number == board.tom_version;
    auto const* view = wording.judged || in_force ? board.find(wording.id) : nullptr;
    auto clause = clause_of(wording, known, view, language);
    out.sections.back().clauses.push_back(in_force && !wording.judged ? reworded(std::move(clause))
                                                                      : std::move(clause));
  }
  return out;
}

}  // namespace troth::trust
