#pragma once
#include "probe/probe.h"
#include "trust/pages/bar.h"

namespace troth::trust {

/// The quiet line under a sentence: badge, and in words how old its proof is.
Html proof_line(evidence::ClauseView const& view, Time now, Language language);
/// What is behind a clause, for a list of label and value: class, why, the attack, the window, the planted bugs, where
/// the evidence lies and the command that checks it. The texts of probes are English.
Html proof_facts(evidence::ClauseView const& view, probe::Probe const* probe, Ground const& ground);

/// A clause as the document shows it: number and title, the sentence, its proof, a drawer with the rest. `footnotes`
/// takes what print needs of it.
struct Card {
  Document::Clause const& clause;
  evidence::ClauseView const* view = nullptr;  ///< null: not of this build's catalogue
  std::vector<evidence::Week> const* weeks = nullptr;
};
Html clause_card(Card const& card, Ground const& ground, Language language, std::vector<std::string>& footnotes);
/// The list that the marks lead to; shown in print only.
Html footnote_list(std::vector<std::string> const& footnotes, Ground const& ground, Language language);

}  // namespace troth::trust
