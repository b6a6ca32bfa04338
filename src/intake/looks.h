#pragma once
#include "intake/block.h"

// What a line is, by its looks.

namespace troth::intake {

/// It begins with a small letter: the sentence began before it.
bool continues(std::string_view text);
/// "Trust Center:"
bool label(std::string_view text);
/// A few words that end no sentence.
bool title(std::string_view text);
/// Whether `next` is what a label announces: a few words, no sentence and no other label.
bool value(Block const& next);
/// "Effective Date: 1.06.2026": a fact about the document, no clause.
bool metadata(std::string_view text);
/// The first words, up to where the clause explains itself.
std::string short_title(std::string_view text);

}  // namespace troth::intake
