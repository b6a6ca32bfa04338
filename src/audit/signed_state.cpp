#include "audit/signed_state.h"

#include "base/private_file.h"

// SEAL/log-checkpoint and SEAL/log-cosigned: signed notes, replaced whole (temporary, fsync, rename, fsync of the
// folder).

namespace troth::audit {
namespace {

constexpr char kCheckpoint[] = "log-checkpoint", kCosigned[] = "log-cosigned";
constexpr std::size_t kMost = 1u << 20;

Result<std::string> read(std::filesystem::path const& path) {
  auto text = read_file(path, kMost);
  if (!text && text.error().code == Code::gone) return std::string();
  return text;
}

}  // namespace

Result<std::string> SignedState::checkpoint() const { return read(folder_ / kCheckpoint); }
Result<std::string> SignedState::cosigned() const { return read(folder_ / kCosigned); }

Result<> SignedState::swap_checkpoint(std::string const& expected, std::string const& next) {
  return swap(kCheckpoint, expected, next);
}
Result<> SignedState::swap_cosigned(std::string const& expected, std::string const& next) {
  return swap(kCosigned, expected, next);
}

Result<> SignedState::swap(char const* file, std::string const& expected, std::string const& next) {
  TROTH_TRY(std::string const there, read(folder_ / file));
  if (there != expected)
    return fail(Code::conflict, "somebody else has signed for this cell; nothing more is signed until a restart", file);
  return write_private_file(folder_ / file, next);
}

}  // namespace troth::audit
