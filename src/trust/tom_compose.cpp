#include <algorithm>
#include <set>

#include "trust/bounds.h"
#include "trust/tom_text.h"

// What a draft comes to: the catalogue of this build with the draft's numbers, or the one thing that is wrong with it.

namespace troth::trust {
namespace {

using catalogue::Catalogue;
using catalogue::EvidenceClass;

template <class Names>
Result<> once(Names const& names, std::string_view member) {
  std::set<std::string_view> seen;
  for (auto const& name : names)
    if (!seen.insert(name).second)
      return fail(Code::invalid, "this stands there twice", std::string(member) + ": " + name);
  return {};
}

Result<> check_profiles(Catalogue const& catalogue, std::vector<std::string> const& profiles) {
  if (profiles.empty()) return fail(Code::invalid, "name at least one profile: trueengage, landbot", "/profiles");
  for (auto const& profile : profiles)
    if (std::ranges::find(catalogue.clauses(), profile, &catalogue::Clause::profile) == catalogue.clauses().end())
      return fail(Code::invalid, "the catalogue has no such profile", "/profiles: " + profile);
  return once(profiles, "/profiles");
}

/// Every clause that is not covered is accepted by its name, and no other is.
Result<> check_accepted(TomText const& text, std::vector<std::string> const& accepted) {
  TROTH_TRY(once(accepted, "/accepted"));
  for (auto const& id : accepted) {
    auto const* clause = text.clause(id);
    if (!clause) return fail(Code::invalid, "these profiles have no such clause", "/accepted: " + id);
    if (clause->stands != EvidenceClass::not_covered)
      return fail(Code::invalid, "this clause is covered: there is nothing to accept", "/accepted: " + id);
  }
  std::string missing;
  for (auto const& clause : text.clauses)
    if (clause.stands == EvidenceClass::not_covered && std::ranges::find(accepted, clause.id) == accepted.end())
      missing += (missing.empty() ? "" : ",") + clause.id;
  if (missing.empty()) return {};
  return fail(Code::invalid, "these clauses are not covered: publish them only by naming each in `accepted`",
              "/accepted: " + missing);
}

Result<> check_promises(Catalogue const& catalogue, TomText const& text, catalogue::Promises const& promises) {
  for (auto const& [id, value] : promises) {
    auto const* parameter = catalogue.parameter(id);
    if (!parameter) return fail(Code::invalid, "the catalogue has no such parameter", "/promises/" + id);
    auto const most = most_promised(id, parameter->unit);
    if (value < 0 || value > most)
      return fail(Code::invalid, "a promise is a number from 0 to the most that its unit allows",
                  "/promises/" + id + ": at most " + std::to_string(most));
    if (!text.parameter(id)) return fail(Code::invalid, "no clause of these profiles names this", "/promises/" + id);
  }
  return {};
}

void add_parameters(Catalogue const& catalogue, catalogue::Clause const& clause, catalogue::Promises const& promises,
                    TomText& out) {
  for (auto const& id : clause.parameters) {
    auto it = std::ranges::find(out.parameters, id, &TomText::Parameter::id);
    if (it == out.parameters.end()) {
      auto const& known = *catalogue.parameter(id);
      auto const promised = promises.find(id);
      out.parameters.push_back(
          {id, promised == promises.end() ? known.value : promised->second, known.unit, known.stricter, {}});
      it = std::prev(out.parameters.end());
    }
    it->clauses.push_back(clause.id);
  }
}

}  // namespace

Result<TomText> TomText::compose(Catalogue const& catalogue, Draft const& draft, std::int64_t number) {
  TROTH_TRY(check_profiles(catalogue, draft.profiles));
  TomText out;
  out.number = number;
  out.effective_from = draft.effective_from;
  for (auto const& clause : catalogue.clauses()) {
    if (std::ranges::find(draft.profiles, clause.profile) == draft.profiles.end()) continue;
    if (std::ranges::find(out.profiles, clause.profile) == out.profiles.end()) out.profiles.push_back(clause.profile);
    out.clauses.push_back({clause.id, clause.stands, canonical(catalogue, clause, draft.promises)});
    add_parameters(catalogue, clause, draft.promises, out);
  }
  TROTH_TRY(check_accepted(out, draft.accepted));
  TROTH_TRY(check_promises(catalogue, out, draft.promises));
  for (auto const& clause : out.clauses)
    if (clause.stands == EvidenceClass::not_covered) out.accepted.push_back(clause.id);
  return out;
}

}  // namespace troth::trust
