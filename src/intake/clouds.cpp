#include "intake/clouds.h"

#include <algorithm>
#include <array>

#include "intake/text.h"

namespace troth::intake {
namespace {

#define REGION(provider, id, country, city) {provider, id, country, city},
constexpr Region kRegions[] = {
#include "intake/regions.def"
};
#undef REGION

struct Named {
  std::string_view name, phrases;
};
#define PLACE(country, phrases) {country, phrases},
constexpr Named kPlaces[] = {
#include "intake/places.def"
};
#undef PLACE
constexpr Named kProviders[] = {{"google", "google|gcp"}, {"azure", "azure|microsoft"}, {"aws", "aws|amazon"},
                                {"hetzner", "hetzner"},   {"ovh", "ovh|ovhcloud"},      {"ionos", "ionos"}};

/// Of one passage; a text with more of them is a table of regions.
constexpr std::size_t kMostWords = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// [continent-]direction[-]digit, such as "west-1" or "us-east4".
bool looks_like_a_region(std::string_view word) {
  auto const digits = static_cast<std::size_t>(std::find_if_not(word.rbegin(), word.rend(), is_digit) - word.rbegin());
  if (digits == 0 || digits > 2 || digits == word.size()) return false;
  word.remove_suffix(digits);
  if (word.ends_with('-')) word.remove_suffix(1);
  auto const dash = word.find('-');
  auto const direction = dash == word.npos ? word : word.substr(dash + 1);
  for (std::string_view one :
       {"west", "east", "north", "south", "central", "southwest", "northeast", "southeast", "northwest"})
    if (direction == one) return true;
  return false;
}

}  // namespace

std::span<Region const> regions() { return kRegions; }

std::vector<std::string_view> providers_in(std::string_view text) {
  std::vector<std::string_view> out;
  for (auto const& one : kProviders)
    if (has_any(text, one.phrases)) out.push_back(one.name);
  return out;
}

std::vector<std::string_view> countries_in(std::string_view text) {
  std::vector<std::string_view> out;
  for (auto const& place : kPlaces) {
    bool by_region = false;
    for (auto const& region : kRegions) by_region = by_region || (region.country == place.name && has(text, region.id));
    if (by_region || has_any(text, place.phrases)) out.push_back(place.name);
  }
  return out;
}

std::vector<std::string> region_words(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  auto const end = [&] {
    while (word.ends_with('-')) word.pop_back();
    bool const known =
        std::any_of(std::begin(kRegions), std::end(kRegions), [&](auto const& r) { return r.id == word; });
    bool const again = std::find(out.begin(), out.end(), word) != out.end();
    if (!again && out.size() < kMostWords && (known || looks_like_a_region(word))) out.push_back(word);
    word.clear();
  };
  for (char c : text) {
    bool const part = (c >= 'a' && c <= 'z') || is_digit(c) || c == '-';
    part ? word.push_back(c) : end();
  }
  end();
  return out;
}

}  // namespace troth::intake
