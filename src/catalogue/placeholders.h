#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troth::catalogue {

/// The {ids} of a sentence in their order, each as often as it stands there; nothing if a brace has no partner.
std::optional<std::vector<std::string_view>> placeholders(std::string_view sentence);
/// The sentence with each {id} replaced by what `value` gives for it. A brace without partner stays as it is.
std::string filled(std::string_view sentence, std::function<std::string(std::string_view id)> const& value);

}  // namespace troth::catalogue
