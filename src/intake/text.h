#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace troth::intake {

/// For comparing: lower case, one space between words, typographic dashes, quotes and spaces as their ASCII kin.
/// Umlauts stay letters.
std::string folded(std::string_view text);
/// One space between words, none at the end; without characters that a reader does not see. Safe for a terminal.
std::string tidy(std::string_view text);

/// A sentence ends at . ! or ? before a capital, and at ; but not after an abbreviation, nor inside a number.
std::vector<std::string> sentences(std::string_view text);

/// Whether a word begins at `at`.
bool word_start(std::string_view text, std::size_t at);
/// How long `phrase` is where it begins at `at` of folded text, as whole words; 0 if it does not.
std::size_t match_at(std::string_view folded_text, std::size_t at, std::string_view phrase);
/// Where `phrase` stands in folded text as whole words from `from`; npos if nowhere. A word of the phrase that ends in
/// * takes any ending ("encrypt*"). `length`, if given, is how long the match is.
std::size_t find_phrase(std::string_view folded_text, std::string_view phrase, std::size_t from = 0,
                        std::size_t* length = nullptr);
inline bool has(std::string_view folded_text, std::string_view phrase) {
  return find_phrase(folded_text, phrase) != std::string_view::npos;
}
/// Whether one of phrases separated by '|' stands there.
bool has_any(std::string_view folded_text, std::string_view phrases);
/// The phrases of a table's cell "a|b|c".
std::vector<std::string_view> parts(std::string_view cell, char separator = '|');

/// Letters and digits of folded text, in order.
std::vector<std::string> words(std::string_view folded_text);

/// ASCII words with dashes, at most four: an id made of a heading.
std::string slug(std::string_view heading);

}  // namespace troth::intake
