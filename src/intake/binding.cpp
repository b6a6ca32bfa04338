#include "intake/binding.h"

#include <algorithm>
#include <cmath>

#include "intake/text.h"

namespace troth::intake {
namespace {

struct Hint {
  std::string_view clause, words;
};
#define HINT(clause, words) {clause, words},
constexpr Hint kHints[] = {
#include "intake/hints.def"
};
#undef HINT

constexpr double kTitle = 2.0, kHint = 1.5, kSection = 0.6, kMeaning = 1.6;
/// What a title counts that is wholly in the text, beside the likeness of the words.
constexpr double kWholeTitle = 0.35;
/// What is left of a likeness to a policy where the text speaks of the matter and of no policy.
constexpr double kNoPolicy = 0.6;
/// Below this a likeness is chance; and one far behind the best says nothing.
constexpr double kFloor = 0.5, kOfBest = 0.5;
constexpr std::size_t kMost = 3, kMostWords = 5;

void add(std::map<std::string, double>& weights, std::string_view text, double weight) {
  for (auto const& [stem, word] : stems(text)) {
    auto& here = weights[stem];
    here = std::max(here, stem.front() == '#' ? weight * kMeaning : weight);
  }
}

double length_of(std::map<std::string, double> const& weights) {
  double sum = 0;
  for (auto const& [stem, weight] : weights) sum += weight * weight;
  return std::sqrt(sum);
}

}  // namespace

Binder::Binder(catalogue::Catalogue const& catalogue) : catalogue_(catalogue) {
  for (auto const& clause : catalogue.clauses()) {
    Weights weights;
    for (auto const& text : {clause.title.en, clause.title.de}) {
      add(weights, text, kTitle);
      auto& title = titles_.emplace_back();
      for (auto const& [stem, word] : stems(text)) title.push_back(stem);
    }
    for (auto const& text : {clause.sentence.en, clause.sentence.de}) add(weights, text, 1.0);
    add(weights, clause.section, kSection);
    for (auto const& hint : kHints)
      if (hint.clause == clause.id) add(weights, hint.words, kHint);
    clauses_.push_back(std::move(weights));
    policies_.push_back(stems(clause.title.en).contains("#policy"));
  }
  weigh();
}

void Binder::weigh() {
  for (auto const& weights : clauses_)
    for (auto const& [stem, weight] : weights) idf_[stem] += 1;
  for (auto& [stem, count] : idf_) count = std::log(1.0 + static_cast<double>(clauses_.size()) / count);
  for (std::size_t i = 0; i < clauses_.size(); ++i) {
    for (auto& [stem, weight] : clauses_[i]) weight *= idf_[stem];
    // A long sentence has many words that nobody looks for: half of what the cosine would take off.
    auto const length = std::pow(length_of(clauses_[i]), 0.75);
    for (auto const& [stem, weight] : clauses_[i]) postings_[stem].push_back({i, weight / length});
  }
}

double Binder::title_share(std::size_t clause, Weights const& query) const {
  double best = 0;
  for (auto const* title : {&titles_[2 * clause], &titles_[2 * clause + 1]}) {
    double all = 0, named = 0;
    for (auto const& stem : *title) {
      all += idf_.at(stem);
      if (query.contains(stem)) named += idf_.at(stem);
    }
    if (all > 0) best = std::max(best, named / all);
  }
  return best;
}

std::map<std::size_t, Binder::Likeness> Binder::compare(Weights const& query) const {
  std::map<std::size_t, Likeness> out;
  auto const length = std::max(1.0, length_of(query));
  for (auto const& [stem, weight] : query) {
    auto const postings = postings_.find(stem);
    if (postings == postings_.end()) continue;
    for (auto const& posting : postings->second) {
      auto const share = weight / length * posting.weight;
      out[posting.clause].score += share;
      out[posting.clause].stems.emplace_back(share, stem);
    }
  }
  for (auto& [clause, likeness] : out) {
    likeness.score += kWholeTitle * title_share(clause, query);
    if (policies_[clause] && !query.contains("#policy")) likeness.score *= kNoPolicy;
  }
  return out;
}

std::vector<Proposal> Binder::propose(ImportedClause const& clause) const {
  Weights query;
  add(query, clause.title, kTitle);
  add(query, clause.text, 1.0);
  add(query, clause.section, kSection);
  for (auto& [stem, weight] : query)
    if (auto const idf = idf_.find(stem); idf != idf_.end()) weight *= idf->second;
  auto const original = stems(clause.title + " " + clause.text + " " + clause.section);
  std::vector<Proposal> out;
  for (auto& [place, likeness] : compare(query)) {
    if (likeness.score < kFloor) continue;
    std::sort(likeness.stems.rbegin(), likeness.stems.rend());
    Proposal proposal{catalogue_.clauses()[place].id, likeness.score, {}};
    for (auto const& [share, stem] : likeness.stems) {
      auto const& word = original.at(stem);
      bool const again = std::find(proposal.words.begin(), proposal.words.end(), word) != proposal.words.end();
      if (!again && proposal.words.size() < kMostWords) proposal.words.push_back(word);
    }
    out.push_back(std::move(proposal));
  }
  std::stable_sort(out.begin(), out.end(), [](Proposal const& a, Proposal const& b) { return a.score > b.score; });
  if (out.size() > kMost) out.resize(kMost);
  while (!out.empty() && out.back().score < kOfBest * out.front().score) out.pop_back();
  return out;
}

}  // namespace troth::intake
