#include "clauses/attacks/key_store.h"

#include "clauses/attacks/files.h"

namespace troth::clauses {
namespace {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> files_in(fs::path const& folder) {
  std::vector<fs::path> out;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator(folder, error)) out.push_back(entry.path());
  if (error) return fail(Code::unavailable, "a folder of the twin cannot be listed", folder.filename().string());
  return out;
}

bool of_key_store(fs::path const& file) { return file.filename().string().starts_with("keys.db"); }

}  // namespace

Result<KeyStore> copy_keys(probe::Twin const& twin) {
  KeyStore out;
  TROTH_TRY(auto const files, files_in(twin.data()));
  for (auto const& file : files) {
    if (!of_key_store(file)) continue;
    TROTH_TRY(out[file.filename().string()], read_whole(file));
  }
  return out;
}

Result<> put_keys(probe::Twin const& twin, KeyStore const& keys) {
  TROTH_TRY(auto const files, files_in(twin.data()));
  std::error_code error;
  for (auto const& file : files)
    if (of_key_store(file) && !keys.contains(file.filename().string())) fs::remove(file, error);
  for (auto const& [name, content] : keys) TROTH_TRY(write_whole(twin.data() / name, content));
  return {};
}

Result<SealKeys> keys_of_seal(probe::Twin const& twin) {
  SealKeys out;
  TROTH_TRY(auto const files, files_in(twin.seal()));
  for (auto const& file : files) {
    if (file.extension() != ".key") continue;
    TROTH_TRY(out[file.filename().string()], read_whole(file));
  }
  return out;
}

}  // namespace troth::clauses
