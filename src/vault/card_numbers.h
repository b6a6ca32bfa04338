#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace troth::vault {

/// A stretch of a text, in bytes.
struct Stretch {
  std::size_t begin, end;
};

/// Where payment card numbers stand in a text: 13 to 19 digits, alone or in groups of three and more with single spaces
/// or hyphens between them, with a leading number as issued and the check digit of ISO/IEC 7812. Left to right, none
/// overlapping. Not what follows a plus sign (a phone number), nor a run inside a UUID or a hash.
std::vector<Stretch> card_numbers(std::string_view text);

/// The text with every digit of its card numbers but the last four of each as an asterisk (PCI DSS 3.4 allows to show
/// those).
std::string mask_card_numbers(std::string text);

}  // namespace troth::vault
