#include <algorithm>

#include "intake/lints.h"
#include "intake/text.h"

namespace troth::intake {
namespace {

enum class Kind { frequency, condition, possibility, aim, degree };

struct Hedge {
  std::string_view phrase;
  Kind kind;
};
#define HEDGE(phrase, kind) {phrase, Kind::kind},
constexpr Hedge kHedges[] = {
#include "intake/hedges.def"
};
#undef HEDGE

struct Advice {
  std::string_view says, mend;
};
Advice advice(Kind kind) {
  switch (kind) {
    case Kind::frequency:
      return {"says how often without a number", "write the longest time between two"};
    case Kind::condition:
      return {"leaves open when it applies", "name the condition, or leave the words out"};
    case Kind::possibility:
      return {"what may be done may be left out", "write what is done"};
    case Kind::aim:
      return {"promises an aim, not an effect", "write what it does"};
    case Kind::degree:
      return {"leaves the measure to the reader", "name the measure, or the number"};
  }
  return {};
}

struct Found {
  std::size_t at = std::string_view::npos, length = 0;
  Hedge const* hedge = nullptr;
};

/// The next hedge, of those that begin at one place the longest.
Found next_hedge(std::string_view low, std::size_t from) {
  for (Found best; from < low.size(); ++from) {
    if (!word_start(low, from)) continue;
    for (auto const& hedge : kHedges) {
      if (low[from] != hedge.phrase.front()) continue;
      if (auto const length = match_at(low, from, hedge.phrase); length > best.length) best = {from, length, &hedge};
    }
    if (best.hedge) return best;
  }
  return {};
}

/// "May 2026" and "5 May" are a month.
bool month(std::string_view low, Found const& found) {
  if (found.hedge->phrase != "may") return false;
  auto const after = low.substr(std::min(low.size(), found.at + 3));
  auto const digit = [](char c) { return c >= '0' && c <= '9'; };
  return (after.size() > 1 && after[0] == ' ' && digit(after[1])) ||
         (found.at > 1 && low[found.at - 1] == ' ' && (digit(low[found.at - 2]) || low[found.at - 2] == '.'));
}

bool is_time(std::string_view unit) {
  for (std::string_view one : {"s", "min", "h", "d", "months", "years"})
    if (unit == one) return true;
  return false;
}

/// "review.other_days", "training.refresh_days": the time between two of something.
bool is_interval(catalogue::Parameter const& parameter) {
  for (std::string_view word : {"review", "refresh", "interval", "check", "each", "scan", "drill", "critical", "test"})
    if (parameter.id.find(word) != parameter.id.npos) return is_time(parameter.unit);
  return false;
}

/// The number of the catalogue that the sentence lacks: of the clause that it is most likely to be. For "how often"
/// only a time will do, and if the likeliest clause has none the next is asked.
catalogue::Parameter const* binding(ImportedClause const* clause, Kind kind, catalogue::Catalogue const& catalogue) {
  if (!clause) return nullptr;
  for (auto const& proposal : clause->proposals) {
    auto const& ids = catalogue.find(proposal.clause)->parameters;
    if (kind != Kind::frequency) return ids.empty() ? nullptr : catalogue.parameter(ids.front());
    for (auto const& id : ids)
      if (is_interval(*catalogue.parameter(id))) return catalogue.parameter(id);
    for (auto const& id : ids)
      if (is_time(catalogue.parameter(id)->unit)) return catalogue.parameter(id);
  }
  return nullptr;
}

Lint made(Passage const& passage, std::string const& sentence, std::string words, Kind kind) {
  auto out = lint_of(passage, "hedge", Severity::vague);
  out.words = std::move(words);
  out.sentence = sentence;
  out.says = advice(kind).says;
  out.mend = advice(kind).mend;
  return out;
}

}  // namespace

std::vector<Lint> hedge_lints(Passage const& passage, ImportedClause const* clause,
                              catalogue::Catalogue const& catalogue) {
  std::vector<Lint> out;
  for (auto const& sentence : sentences(passage.text)) {
    auto const low = folded(sentence);
    for (auto found = next_hedge(low, 0); found.hedge; found = next_hedge(low, found.at + found.length)) {
      if (month(low, found)) continue;
      auto lint = made(passage, sentence, low.substr(found.at, found.length), found.hedge->kind);
      if (auto const* parameter = binding(clause, found.hedge->kind, catalogue)) {
        lint.parameter = parameter->id;
        lint.mend += "; the catalogue has " + parameter->id + " = " +
                     catalogue::shown(*parameter, parameter->value, catalogue::Language::en);
      }
      out.push_back(std::move(lint));
    }
  }
  return out;
}

}  // namespace troth::intake
