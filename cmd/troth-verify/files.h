#pragma once
#include <filesystem>
#include <optional>

#include "arguments.h"
#include "base/bytes.h"
#include "base/result.h"
#include "merkle/checkpoint.h"
#include "merkle/note.h"
#include "merkle/policy.h"

namespace troth::verify {

/// A whole file; not_found if there is none of this name, too_large above `most` bytes.
Result<Bytes> read_file(std::filesystem::path const& name, std::size_t most);

/// The file of --policy, if the option is given.
Result<std::optional<merkle::Policy>> read_policy(Arguments const& arguments);

/// A signed checkpoint as a log publishes it.
struct SignedHead {
  merkle::Note note;
  merkle::Checkpoint head;
};
Result<SignedHead> parse_head(std::string_view text);
Result<SignedHead> read_head(std::filesystem::path const& name);

}  // namespace troth::verify
