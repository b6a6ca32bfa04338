#include <fstream>

#include "oscal.h"

namespace troth::cli {
namespace {

Result<> refused(std::filesystem::path const& path) {
  return fail(Code::storage_full, "the file cannot be written whole", path.string());
}

Result<> write(std::filesystem::path const& path, std::string const& text) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error) return refused(path);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  return file ? Result<>() : refused(path);
}

}  // namespace

Result<> write_oscal(std::filesystem::path const& folder, std::map<std::string, std::string> const& documents) {
  TROTH_TRY(write(folder / ".trestle" / "config.ini", ""));  // what makes a folder a workspace
  for (auto const& [path, text] : documents) TROTH_TRY(write(folder / path, text));
  return {};
}

Result<std::string> one_of(std::map<std::string, std::string> const& documents, std::string const& name) {
  for (auto const& [path, text] : documents)
    if (path.ends_with("/" + name + ".json")) return text;
  return fail(Code::invalid, "there is no such OSCAL document", name);
}

}  // namespace troth::cli
