#include <algorithm>

#include "keys/seal.h"

namespace troth::keys {
namespace {

namespace fs = std::filesystem;

/// Absolute, links resolved as far as the path exists, no trailing separator.
Result<fs::path> place(fs::path const& path) {
  std::error_code error;
  fs::path out = fs::absolute(path, error);
  if (!error) out = fs::weakly_canonical(out, error);
  if (error) return fail(Code::unavailable, "a path cannot be resolved", path.string(), error.message());
  return out.has_filename() ? out : out.parent_path();
}

bool within(fs::path const& inner, fs::path const& outer) {
  auto const [end, rest] = std::ranges::mismatch(outer, inner);
  return end == outer.end();
}

}  // namespace

// Data inside the seal is refused as well: whoever copies the seal's folder would take both.
Result<> apart(fs::path const& seal, fs::path const& data) {
  TROTH_TRY(fs::path const a, place(seal));
  TROTH_TRY(fs::path const b, place(data));
  if (within(a, b) || within(b, a))
    return fail(Code::invalid, "the seal and the data must not lie in one folder", seal.string());
  return {};
}

}  // namespace troth::keys
