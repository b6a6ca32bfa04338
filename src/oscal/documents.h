#pragma once
#include "evidence/board.h"
#include "oscal/pieces.h"
#include "probe/probe.h"
#include "trust/tom_text.h"

// One function for each document; each stands in the file of its name.

namespace troth::oscal {

/// What the documents are made from.
struct Source {
  evidence::Board const& board;
  trust::TomVersion const* version;  ///< null: a rehearsal
  trust::TomText const* text;        ///< of the version
  Time now;
  catalogue::Catalogue const& catalogue = catalogue::Catalogue::built_in();
};

std::string catalog(Source const& source);
std::string profile(Source const& source);
std::string component_definition(Source const& source);
std::string assessment_plan(Source const& source);
std::string assessment_results(Source const& source);

std::string profile_name(Source const& source);      ///< "troth-tom-v3", "troth-tom-rehearsal"
std::string evidence_path(std::string_view clause);  ///< "evidence/te-3.2.txt", in the tree

/// Each clause of the board that a probe of this build attacks.
struct Probed {
  evidence::ClauseView const* view;
  probe::Probe const* probe;
};
std::vector<Probed> probed(evidence::Board const& board);
std::vector<std::string> ids_of(std::vector<Probed> const& clauses);

/// The whole part `assessment-objective` of a control: what has to be seen.
std::string objective(catalogue::Clause const& clause, probe::Probe const* probe);
/// `"back-matter"` with what the clauses map to in other frameworks; nothing if they map to nothing.
void put_frameworks(Json& json, catalogue::Catalogue const& catalogue);
/// `"links"` of a control: to that back-matter, and to the clauses that promise the same.
void put_links(Json& json, catalogue::Clause const& clause);

/// The evidence log, whatever its epoch: what names the cell.
std::string log_of(evidence::Board const& board);
/// UUIDs that more than one document names.
std::string cell_uuid(evidence::Board const& board);    ///< the cell that is assessed
std::string prober_uuid(evidence::Board const& board);  ///< the tool that assesses it
/// Both as components, the cell first.
void put_components(Json& json, evidence::Board const& board);
/// `{"type":"component",…}`: the cell, as what is assessed.
void put_subject(Json& json, std::string_view key, evidence::Board const& board);
std::string activity_uuid(std::string_view clause);

}  // namespace troth::oscal
