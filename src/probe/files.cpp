#include "probe/files.h"

#include <algorithm>
#include <fstream>
#include <functional>

namespace troth::probe {
namespace {

namespace fs = std::filesystem;
using Searcher = std::boyer_moore_horspool_searcher<std::string_view::const_iterator>;

constexpr std::size_t kBlock = 1u << 20;

/// Blocks overlap by a needle less one byte, so that none can hide on a seam.
Result<bool> holds(fs::path const& file, std::size_t needle_size, Searcher const& searcher) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    std::error_code error;
    if (!fs::exists(file, error)) return false;
    return fail(Code::denied, "a file of the data folder cannot be read", file.filename().string());
  }
  std::string window;
  for (;;) {
    std::size_t const kept = window.size();
    window.resize(kept + kBlock);
    in.read(window.data() + kept, kBlock);
    window.resize(kept + static_cast<std::size_t>(in.gcount()));
    if (in.bad()) return fail(Code::unavailable, "a file could not be read to its end", file.filename().string());
    std::string_view const view = window;
    if (std::search(view.begin(), view.end(), searcher) != view.end()) return true;
    if (in.eof()) return false;
    window.erase(0, window.size() - std::min(window.size(), needle_size - 1));
  }
}

bool same_place(fs::path const& a, fs::path const& b) {
  std::error_code error;
  return !b.empty() && fs::equivalent(a, b, error) && !error;
}

}  // namespace

Result<std::vector<std::string>> files_that_hold(fs::path const& folder, fs::path const& except,
                                                 std::string_view needle) {
  if (needle.empty()) return fail(Code::invalid, "nothing to look for");
  Searcher const searcher(needle.begin(), needle.end());
  std::vector<std::string> out;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, error);
  if (error) return fail(Code::denied, "the data folder cannot be read", folder.string());
  for (fs::recursive_directory_iterator const end; it != end; it.increment(error)) {
    if (same_place(it->path(), except)) {
      it.disable_recursion_pending();
      continue;
    }
    if (it->is_symlink(error) || !it->is_regular_file(error)) continue;
    TROTH_TRY(bool const found, holds(it->path(), needle.size(), searcher));
    if (found) out.push_back(fs::relative(it->path(), folder, error).string());
  }
  if (error) return fail(Code::unavailable, "the data folder could not be read to its end", folder.string());
  std::ranges::sort(out);
  return out;
}

}  // namespace troth::probe
