#include "intake/scope.h"

#include <map>
#include <set>

#include "intake/text.h"

namespace troth::intake {
namespace {

struct Operation {
  std::string_view name, phrases;
};
#define OPERATION(name, phrases) {name, phrases},
constexpr Operation kOperations[] = {
#include "intake/operations.def"
};
#undef OPERATION

/// Below this many, a text speaks of processing and does not list its operations.
constexpr std::size_t kAList = 6;

/// "1.c" -> "1": the clause whose list it is.
std::string stem(std::string const& clause) { return clause.substr(0, clause.rfind('.')); }

}  // namespace

std::vector<std::size_t> operations_in(std::string_view text) {
  std::vector<std::size_t> out;
  auto const low = folded(text);
  for (std::size_t i = 0; i < std::size(kOperations); ++i)
    if (has_any(low, kOperations[i].phrases)) out.push_back(i);
  return out;
}

std::vector<Lint> scope_lints(std::vector<Passage> const& passages) {
  struct List {
    std::set<std::size_t> named;
    int line;
  };
  std::map<std::string, List> lists;
  for (auto const& passage : passages) {
    auto const here = operations_in(passage.text);
    bool const item = passage.text.size() <= 60 && !here.empty();
    if (!item && here.size() < kAList) continue;
    auto& list = lists.try_emplace(item ? stem(passage.clause) : passage.clause, List{{}, passage.line}).first->second;
    list.named.insert(here.begin(), here.end());
  }
  std::vector<Lint> out;
  for (auto const& [clause, list] : lists) {
    if (list.named.size() < kAList) continue;
    for (std::size_t i = 0; i < std::size(kOperations); ++i)
      if (!list.named.contains(i))
        out.push_back({"scope", Severity::note, "", clause, list.line, std::string(kOperations[i].name), "",
                       "the list of processing operations leaves out one of Art. 4(2) GDPR",
                       "add it, or say that the service does not do it", ""});
  }
  return out;
}

}  // namespace troth::intake
