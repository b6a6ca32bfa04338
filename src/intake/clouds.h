#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troth::intake {

struct Region {
  std::string_view provider, id, country, city;
};
std::span<Region const> regions();

/// The cloud providers that folded text names: "google", "azure", "aws".
std::vector<std::string_view> providers_in(std::string_view folded_text);
/// The countries that it names, also by a city or by the id of a region.
std::vector<std::string_view> countries_in(std::string_view folded_text);
/// Words that are or look like ids of regions: "west-1", "eu-west-1", "europe-west1", "westeurope".
std::vector<std::string> region_words(std::string_view folded_text);

}  // namespace troth::intake
