#pragma once
#include <string>
#include <string_view>

namespace troth {

/// Whether a text is shown as it is written: well-formed UTF-8 without control characters (C0, DEL, C1), line and
/// paragraph separators, and without the characters that turn the direction of writing (U+061C, U+200E, U+200F,
/// U+202A to U+202E, U+2066 to U+2069), which make a sentence read as another one.
bool is_plain_text(std::string_view text);
/// The same text with U+FFFD for each character, and each byte of no character, that must not be in it.
std::string plain_text(std::string_view text);
/// At most `bytes` of it, never half a character.
std::string_view cut_text(std::string_view text, std::size_t bytes);

}  // namespace troth
