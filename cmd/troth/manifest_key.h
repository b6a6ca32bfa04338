#pragma once
#include <filesystem>
#include <string>

#include "merkle/note.h"

namespace troth::cli {

/// The key that signs manifests: two lines, its name and its seed in hex, in a file of its own (0600). Made with `name`
/// on its first use. denied if others can read it.
Result<merkle::SignerKey> manifest_key(std::filesystem::path const& file, std::string const& name);

}  // namespace troth::cli
