// import over arbitrary text: it refuses, or gives clauses with unique ids, clean text and proposals that exist; and it
// gives the same again.
#include <set>

#include "base/bytes.h"
#include "base/check.h"
#include "catalogue/catalogue.h"
#include "intake/intake.h"

using namespace troth;

namespace {

void check(intake::Imported const& document) {
  std::set<std::string_view> ids;
  for (auto const& clause : document.clauses) {
    TROTH_CHECK(!clause.id.empty() && ids.insert(clause.id).second && is_utf8(clause.text) && is_utf8(clause.title));
    TROTH_CHECK(clause.text.find_first_of("\x1b\n\r\x7f") == std::string::npos);
    TROTH_CHECK(clause.proposals.size() <= 3);
    for (auto const& proposal : clause.proposals) {
      TROTH_CHECK(catalogue::Catalogue::built_in().find(proposal.clause));
      for (auto const& word : proposal.words) TROTH_CHECK(is_utf8(word));
    }
  }
  for (auto const& lint : document.lints) {
    TROTH_CHECK(!lint.rule.empty() && !lint.says.empty() && !lint.mend.empty());
    TROTH_CHECK(is_utf8(lint.words) && is_utf8(lint.sentence));
  }
}

}  // namespace

/// The first byte chooses the format.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::string_view kNames[] = {"a.md", "a.html", "a.txt"};
  auto const name = kNames[data[0] % 3];
  auto const text = as_text(ByteView(data + 1, size - 1));
  auto const once = intake::import(name, text);
  if (!once) return 0;
  check(*once);
  auto const again = intake::import(name, text);
  TROTH_CHECK(again && again->clauses.size() == once->clauses.size() && again->lints.size() == once->lints.size());
  for (std::size_t i = 0; i < once->clauses.size(); ++i) TROTH_CHECK(once->clauses[i].id == again->clauses[i].id);
  intake::Imported const both[] = {*once, *again};
  TROTH_CHECK(intake::contradictions(both).empty());
  return 0;
}
