#include "catalogue/checks.h"

#include <algorithm>
#include <set>

#include "catalogue/placeholders.h"

namespace troth::catalogue {
namespace {

using Ids = std::set<std::string_view>;

Error refused(Placed const& at, std::string_view message, std::string_view what) {
  return fail(Code::invalid, message, at.place + ": " + std::string(what));
}

bool lists(Clause const& clause, std::string_view parameter) {
  return std::find(clause.parameters.begin(), clause.parameters.end(), parameter) != clause.parameters.end();
}

/// Both languages promise the same numbers: each sentence names all that are listed, and nothing else.
Result<> check_sentence(Placed const& at, std::string const& sentence) {
  auto const named = placeholders(sentence);
  if (!named) return refused(at, "a brace in the sentence has no partner", "sentence");
  for (auto id : *named)
    if (!lists(at.clause, id)) return refused(at, "the sentence names a parameter that is not listed", id);
  for (auto const& id : at.clause.parameters)
    if (std::find(named->begin(), named->end(), id) == named->end())
      return refused(at, "a listed parameter is missing in a sentence", id);
  return {};
}

Result<> check_one(Placed const& at, Ids const& clauses, Ids const& parameters) {
  for (auto const& id : at.clause.parameters)
    if (!parameters.contains(id)) return refused(at, "no [[parameter]] defines this", id);
  TROTH_TRY(check_sentence(at, at.clause.sentence.en));
  TROTH_TRY(check_sentence(at, at.clause.sentence.de));
  for (auto const& text : {at.clause.title, at.clause.because})
    for (auto language : {Language::en, Language::de})
      if (text.in(language).find_first_of("{}") != std::string::npos)
        return refused(at, "only a sentence may name parameters", "title or because");
  for (auto const& id : at.clause.see)
    if (!clauses.contains(id) || id == at.clause.id) return refused(at, "no other clause has this id", "see " + id);
  return {};
}

/// Sorted by profile and row: each row is the one before plus one.
Result<> check_rows(std::vector<Placed> const& clauses) {
  std::string_view profile;
  int row = 0;
  for (auto const& at : clauses) {
    row = at.clause.profile == profile ? row + 1 : 1;
    profile = at.clause.profile;
    if (at.clause.row != row)
      return refused(at, "the rows of a profile count from 1 without a gap; this one should have another",
                     "row should be " + std::to_string(row));
  }
  return {};
}

}  // namespace

Result<> check(std::vector<Placed> const& clauses, std::vector<Parameter> const& parameters) {
  Ids clause_ids, parameter_ids;
  for (auto const& one : parameters)
    if (!parameter_ids.insert(one.id).second)
      return fail(Code::invalid, "two parameters have this id", "parameter " + one.id);
  for (auto const& one : clauses)
    if (!clause_ids.insert(one.clause.id).second) return refused(one, "two clauses have this id", "id");
  for (auto const& one : clauses) TROTH_TRY(check_one(one, clause_ids, parameter_ids));
  return check_rows(clauses);
}

}  // namespace troth::catalogue
