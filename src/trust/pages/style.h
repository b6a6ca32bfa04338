#pragma once
#include <string_view>

namespace troth::trust {

// The pages' own style sheet in four parts, in the order in which they are served: a document that reads on paper as on
// a screen.
std::string_view style_ground();
std::string_view style_proof();
std::string_view style_tables();
std::string_view style_media();

}  // namespace troth::trust
