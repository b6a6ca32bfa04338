#pragma once
#include "trust/render.h"

namespace troth::trust {

/// What every form of the document says; the forms differ in markup only.
struct Document {
  struct Clause {
    std::string id, profile, title, sentence;
    std::string word, stands, status, why;  ///< "tested", "proven", "pass", one sentence in English
    std::optional<Time> tested;             ///< the newest verdict
    std::optional<std::uint64_t> index;     ///< its entry in the evidence log
    std::vector<std::string> drifted;
  };
  struct Section {
    std::string profile, heading;
    std::vector<Clause> clauses;
  };
  catalogue::Language language = catalogue::Language::en;
  std::int64_t version = 0;  ///< 0: a rehearsal
  std::string state, hash, effective;
  std::optional<std::uint64_t> index;  ///< the version's entry in the evidence log
  std::string cell, witness;
  Time as_of{};
  std::vector<Section> sections;

  std::string title() const;
  /// Label and value of each fact about the document itself.
  std::vector<std::pair<std::string, std::string>> facts() const;
  /// "tested · pass · newest test 2026-11-22 09:30 UTC"
  std::string quiet_line(Clause const& clause) const;
  /// "entry 17 of the evidence log example.com/eu-1/evidence/…"
  std::string footnote(Clause const& clause) const;
  /// What the three words mean.
  std::string legend() const;
};

Document make_document(evidence::Board const& board, TomVersion const* version, std::string_view profile,
                       catalogue::Language language);

/// Our own few words in German; a word that is not known stays as it is.
std::string in_german(std::string_view word);
/// 2026-11-22 09:30 UTC
std::string minute(Time at);

}  // namespace troth::trust
