#include <algorithm>

#include "intake/clouds.h"
#include "intake/lints.h"
#include "intake/text.h"

namespace troth::intake {
namespace {

bool holds(std::vector<std::string_view> const& list, std::string_view one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

/// The ids that the named providers have in the named countries, and of those the ones that sound like `word` first.
std::string candidates(std::string_view word, std::vector<std::string_view> const& providers,
                       std::vector<std::string_view> const& countries) {
  std::string close, rest;
  auto bare = std::string(word);
  bare.erase(std::remove(bare.begin(), bare.end(), '-'), bare.end());
  for (auto const& region : regions()) {
    if (!holds(providers, region.provider) || (!countries.empty() && !holds(countries, region.country))) continue;
    auto id = std::string(region.id);
    id.erase(std::remove(id.begin(), id.end(), '-'), id.end());
    auto& list = id.ends_with(bare) || id == bare ? close : rest;
    list += (list.empty() ? "" : ", ") + std::string(region.id) + " (" + std::string(region.city) + ", " +
            std::string(region.country) + ")";
  }
  if (!close.empty()) return close;
  return countries.empty() ? "" : rest;
}

Region const* known(std::string_view word, std::vector<std::string_view> const& providers) {
  for (auto const& region : regions())
    if (region.id == word && (providers.empty() || holds(providers, region.provider))) return &region;
  return nullptr;
}

}  // namespace

std::vector<Lint> region_lints(Passage const& passage) {
  std::vector<Lint> out;
  auto const low = folded(passage.text);
  auto const providers = providers_in(low);
  for (auto const& word : region_words(low)) {
    auto without = low;  // the countries that the text names besides the id
    for (auto at = without.find(word); at != without.npos; at = without.find(word))
      without.replace(at, word.size(), "");
    auto const countries = countries_in(without);
    auto const* region = known(word, providers);
    if (region && (countries.empty() || holds(countries, region->country))) continue;
    if (!region && providers.empty()) continue;  // might be a street
    auto lint = lint_of(passage, "region", Severity::wrong);
    lint.words = word;
    lint.sentence = passage.text;
    lint.says = region ? "this region lies in " + std::string(region->country) + ", the text says otherwise"
                       : "the provider has no region of this name";
    auto const proposed = candidates(word, providers, countries);
    lint.mend = proposed.empty() ? "write the provider's own id of the region" : "write " + proposed;
    out.push_back(std::move(lint));
  }
  return out;
}

}  // namespace troth::intake
