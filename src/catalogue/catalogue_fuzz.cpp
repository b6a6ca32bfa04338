// Catalogue::load over arbitrary text: it refuses, or every clause of what it gives can be shown and found.
#include <algorithm>

#include "base/bytes.h"
#include "base/check.h"
#include "catalogue/catalogue.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  using namespace troth::catalogue;
  Catalogue::Source const files[] = {{"fuzz.toml", as_text(ByteView(data, size))}};
  auto const catalogue = Catalogue::load(files);
  if (!catalogue) {
    TROTH_CHECK(catalogue.error().code == Code::invalid && !catalogue.error().at.empty());
    return 0;
  }
  for (auto const& clause : catalogue->clauses()) {
    TROTH_CHECK(catalogue->find(clause.id) == &clause);
    auto const text = canonical(*catalogue, clause, {});
    TROTH_CHECK(std::count(text.begin(), text.end(), '\n') == 5);
    TROTH_CHECK(text.find_first_of("{}<>") == text.npos && is_utf8(text));
  }
  return 0;
}
