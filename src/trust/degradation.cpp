#include "trust/degradation.h"

#include <algorithm>

#include "base/mutant.h"
#include "trust/bounds.h"
#include "trust/read_text.h"
#include "trust/wording.h"

namespace troth::trust {
namespace {

using catalogue::EvidenceClass;
using Stricter = catalogue::Parameter::Stricter;

bool accepts(TomText const& text, std::string const& clause) {
  return std::ranges::find(text.accepted, clause) != text.accepted.end();
}

std::string shown(TomText::Parameter const& parameter) {
  return parameter.unit == "count" ? std::to_string(parameter.value)
                                   : std::to_string(parameter.value) + " " + parameter.unit;
}

void judge_clause(TomText::Clause const& old, TomText const& from, TomText const& to, std::vector<Degradation>& out) {
  auto const* now = to.clause(old.id);
  if (!now) return out.push_back({old.id, "the clause is left out"});
  if (accepts(to, old.id) && !accepts(from, old.id))
    return out.push_back({old.id, "is newly accepted as not covered, was " + std::string(catalogue::name(old.stands))});
  if (now->stands > old.stands)
    out.push_back({old.id, "class is weaker: " + std::string(catalogue::name(now->stands)) + ", was " +
                               std::string(catalogue::name(old.stands))});
  if (!same_words(old, from, *now, to)) out.push_back({old.id, "the wording changed"});
}

/// Another direction or unit makes the numbers incomparable: that counts as weaker.
std::string judge_parameter(TomText::Parameter const& old, TomText::Parameter const* now) {
  if (!now) return old.id + " is promised no more, was " + shown(old);
  std::string const values = ": " + shown(*now) + ", was " + shown(old);
  if (now->unit != old.unit || now->stricter != old.stricter) return old.id + " is another promise" + values;
  if (keeps(old.stricter, now->value, old.value)) return {};
  return old.id + (old.stricter == Stricter::same ? " is another promise" : " is weaker") + values;
}

/// The clause under which a parameter is told: the first that still stands, so that one that is left out is told once.
std::string const* told_under(TomText::Parameter const& parameter, TomText const& to) {
  for (auto const& id : parameter.clauses)
    if (to.clause(id)) return &id;
  return nullptr;
}

}  // namespace

bool keeps(Stricter stricter, std::int64_t value, std::int64_t promise) {
  switch (stricter) {
    case Stricter::lower:
      return value <= promise;
    case Stricter::higher:
      return value >= promise;
    case Stricter::same:
      return value == promise;
  }
  return false;
}

std::vector<Degradation> degradations(TomText const& from, TomText const& to) {
  std::vector<Degradation> out;
  for (auto const& clause : from.clauses) judge_clause(clause, from, to, out);
  for (auto const& parameter : from.parameters) {
    auto const* clause = told_under(parameter, to);
    if (!clause) continue;
    if (auto what = judge_parameter(parameter, to.parameter(parameter.id)); !what.empty())
      out.push_back({*clause, std::move(what)});
  }
  return out;
}

std::vector<Degradation> degradations(TomVersion const& from, TomVersion const& to) {
  auto const old = text_of(from), now = text_of(to);
  if (!old || !now) return {{"", "a text cannot be read, so what it takes away is not known"}};
  return degradations(**old, **now);
}

std::vector<Degradation> taken_away(std::optional<TomVersion> const& base, TomVersion const& made) {
  if (base) return degradations(*base, made);
  auto const text = text_of(made);
  if (!text) return {{"", "the text cannot be read, so what it takes away is not known"}};
  auto usual = **text;
  for (auto& parameter : usual.parameters)
    if (auto const* known = catalogue::Catalogue::built_in().parameter(parameter.id)) parameter.value = known->value;
  return degradations(usual, **text);
}

std::vector<Degradation> changes(TomText const& from, TomText const& to) {
  std::vector<Degradation> out;
  for (auto const& clause : to.clauses) {
    auto const* old = from.clause(clause.id);
    if (!old) {
      out.push_back({clause.id, "the clause is new: " + std::string(catalogue::name(clause.stands))});
    } else if (clause.stands < old->stands) {
      out.push_back({clause.id, "class is stronger: " + std::string(catalogue::name(clause.stands)) + ", was " +
                                    std::string(catalogue::name(old->stands))});
    }
  }
  for (auto const& parameter : to.parameters) {
    auto const* old = from.parameter(parameter.id);
    if (old && old->value != parameter.value && judge_parameter(*old, &parameter).empty())
      out.push_back(
          {parameter.clauses.front(), parameter.id + " is stricter: " + shown(parameter) + ", was " + shown(*old)});
  }
  return out;
}

// TE-0.3: a weaker promise takes two approvers.
std::size_t approvals_needed(std::vector<Degradation> const& found) {
  if (TROTH_MUTANT("one-approver-enough")) return 1;
  return found.empty() ? 1 : 2;
}

Duration notice_of(TomText const& from) {
  constexpr std::int64_t kDays = 30;
  auto const* promised = from.parameter("tom.notice_days");
  auto const days = promised && promised->unit == "d" ? promised->value : kDays;
  return std::chrono::days(std::min(days, most_of("d")));  // a text of another build may have any number
}

}  // namespace troth::trust
