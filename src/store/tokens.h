#pragma once
#include <string_view>

namespace troth::store {

/// Takes the next token off `rest`, which is not empty: a quoted text, a comment, a placeholder, a word, or any other
/// single character. A doubled quote inside a quoted text reads as two texts side by side, which copies the same.
std::string_view take_token(std::string_view& rest);

}  // namespace troth::store
