#pragma once
#include <string_view>

namespace troth::vault {

/// Countries by their two letters (ISO 3166-1 alpha-2), as they stood in 2025: the list is data of the build.
bool is_country(std::string_view code);
/// The European Union with Iceland, Liechtenstein and Norway: no transfer in the sense of GDPR Art. 44.
bool in_eea(std::string_view code);
/// With a decision of the Commission under GDPR Art. 45. Some cover a part of the country only (Canada: commercial
/// organisations; the United States: those certified): that the recipient is within it is for the contract to say.
bool is_adequate(std::string_view code);

}  // namespace troth::vault
