#include <algorithm>
#include <set>

#include "base/bytes.h"
#include "intake/binding.h"
#include "intake/durations.h"
#include "intake/facts.h"
#include "intake/lints.h"
#include "intake/scope.h"
#include "intake/text.h"

namespace troth::intake {
namespace {

constexpr std::size_t kMostBytes = 1 << 20, kMostClauses = 2000;

ImportedClause const* clause_of(std::vector<ImportedClause> const& clauses, std::string_view id) {
  auto const found = std::find_if(clauses.begin(), clauses.end(), [&](auto const& clause) { return clause.id == id; });
  return found == clauses.end() ? nullptr : &*found;
}

void read_passage(Passage const& passage, Imported& out) {
  auto const take = [&](std::vector<Lint> lints) {
    for (auto& lint : lints) out.lints.push_back(std::move(lint));
  };
  take(hedge_lints(passage, clause_of(out.clauses, passage.clause), catalogue::Catalogue::built_in()));
  take(link_lints(passage));
  take(region_lints(passage));
  take(claim_lints(passage));
  take(date_lints(passage));
  for (auto& fact : facts_of(passage)) out.facts.push_back(std::move(fact));
}

/// Art. 32 asks for measures; a text in which nothing has a time is one of intentions.
void look_for_numbers(std::vector<Passage> const& passages, Imported& out) {
  bool const some = std::any_of(passages.begin(), passages.end(),
                                [](Passage const& passage) { return !durations(folded(passage.text)).empty(); });
  if (some) return;
  Lint lint;
  lint.rule = "number";
  lint.severity = Severity::vague;
  lint.says = "no number with a unit of time stands in the whole document";
  lint.mend = "say how often, how long and how fast: each becomes a parameter that can be checked";
  out.lints.push_back(std::move(lint));
}

}  // namespace

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::wrong:
      return "wrong";
    case Severity::vague:
      return "vague";
    case Severity::note:
      return "note";
  }
  return "note";
}

Lint lint_of(Passage const& passage, std::string_view rule, Severity severity) {
  Lint out;
  out.rule = rule;
  out.severity = severity;
  out.clause = passage.clause;
  out.line = passage.line;
  return out;
}

Result<Imported> import(std::string_view name, std::string_view text) {
  if (text.size() > kMostBytes) return fail(Code::too_large, "a TOM text has at most 1 MiB", std::string(name));
  if (!is_utf8(text)) return fail(Code::invalid, "the text is not UTF-8; save it as UTF-8", std::string(name));
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  auto found = outline(read(name, text));
  if (found.clauses.empty())
    return fail(Code::invalid, "nothing in this reads like a clause; give the text as Markdown, HTML or plain text",
                std::string(name));
  if (found.clauses.size() > kMostClauses)
    return fail(Code::too_large, "a TOM text has at most 2000 clauses; import it in parts", std::string(name));
  Imported out{std::string(name), std::move(found.title), std::move(found.clauses), {}, {}};
  static Binder const binder(catalogue::Catalogue::built_in());
  for (auto& clause : out.clauses) clause.proposals = binder.propose(clause);
  for (auto const& passage : found.passages) read_passage(passage, out);
  for (auto& lint : scope_lints(found.passages)) out.lints.push_back(std::move(lint));
  look_for_numbers(found.passages, out);
  for (auto& lint : out.lints) lint.document = out.document;
  return out;
}

}  // namespace troth::intake
