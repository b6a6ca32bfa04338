#pragma once
#include <span>

#include "base/result.h"

namespace troth::verify {

enum class Verdict { match = 0, mismatch = 1, not_pinned = 3 };  // the exit codes; 2 is for what could not be checked

/// Each prints its finding to standard output; an Error means that nothing was checked.
Result<Verdict> verify_root(std::span<char const* const> words);
Result<Verdict> verify_part(std::span<char const* const> words);
Result<Verdict> verify_receipt(std::span<char const* const> words);
Result<Verdict> verify_bundle(std::span<char const* const> words);
Result<Verdict> verify_log(std::span<char const* const> words);
Result<Verdict> verify_checkpoints(std::span<char const* const> words);

}  // namespace troth::verify
