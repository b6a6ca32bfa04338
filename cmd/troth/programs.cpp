#include "programs.h"

namespace troth::cli {
namespace {

Result<std::filesystem::path> beside(std::string_view name) {
  TROTH_TRY(auto const own, own_program());
  return own.parent_path() / name;
}

}  // namespace

Result<std::filesystem::path> own_program() {
  std::error_code error;
  auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return fail(Code::unavailable, "this program does not find itself", "/proc/self/exe");
  return path;
}

Result<std::filesystem::path> mutant_program() { return beside("troth-mutant"); }
Result<std::filesystem::path> verify_program() { return beside("troth-verify"); }

}  // namespace troth::cli
