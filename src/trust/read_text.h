#pragma once
#include <memory>

#include "trust/tom_text.h"

namespace troth::trust {

/// The text of a version, whose hash stands beside it; corrupt if it is not what the hash says or cannot be read. What
/// was read is kept: a text never changes, and the next call with the same hash only compares the bytes. Holds the
/// newest 256. From any thread.
Result<std::shared_ptr<TomText const>> read_text(std::string const& hash, std::string const& text);

/// Of a version that came from the store, what was read then; else its text is read.
Result<std::shared_ptr<TomText const>> text_of(TomVersion const& version);

}  // namespace troth::trust
