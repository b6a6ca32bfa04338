#pragma once
#include <map>
#include <unordered_map>

#include "catalogue/catalogue.h"
#include "intake/intake.h"

namespace troth::intake {

/// Which clause of a catalogue a text may be: words in common, the rare ones counting most (cosine of tf-idf), over the
/// titles and sentences of both languages; words.def makes words of one meaning
/// one, hints.def adds what vendors call it. Immutable once made.
class Binder {
 public:
  explicit Binder(catalogue::Catalogue const& catalogue);
  /// At most three, the best first; none if nothing speaks for any.
  std::vector<Proposal> propose(ImportedClause const& clause) const;

 private:
  using Weights = std::map<std::string, double>;
  struct Posting {
    std::size_t clause;
    double weight;
  };
  struct Likeness {
    double score = 0;
    std::vector<std::pair<double, std::string>> stems;  ///< what each stem in common counts
  };
  void weigh();
  double title_share(std::size_t clause, Weights const& query) const;
  std::map<std::size_t, Likeness> compare(Weights const& query) const;
  catalogue::Catalogue const& catalogue_;
  std::vector<Weights> clauses_;
  std::vector<std::vector<std::string>> titles_;  ///< the stems of each title, English then German, clause by clause
  std::vector<bool> policies_;                    ///< the clause promises a policy on something
  std::unordered_map<std::string, double> idf_;
  std::unordered_map<std::string, std::vector<Posting>> postings_;
};

/// The stems of a text, with the word that each came from. "#backup" is a meaning of words.def.
std::map<std::string, std::string> stems(std::string_view text);

}  // namespace troth::intake
