// The seal as files in one folder:
//   root.key      64 bytes, wraps the cell KEK; never changes
//   epoch-N.key   64 bytes, wraps the key of epoch N (decimal, no leading zero); removed when the epoch is destroyed
//   log-N.key     64 bytes, of log epoch N: the keys that sign its logs are derived from it; in no backup
//   log-checkpoint, log-cosigned   what was signed last (audit/signed_state.h)
// While a change is under way, or was cut short: X.new, a file not in place yet; X.old, one that is being destroyed.
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/tlv.h"
#include "crypto/hash.h"
#include "crypto/key_wrap.h"
#include "keys/internal/seal_folder.h"
#include "keys/seal.h"

namespace troth::keys {
namespace {

constexpr char kRoot[] = "root.key";

std::string file_of(std::uint64_t epoch) { return "epoch-" + std::to_string(epoch) + ".key"; }

std::string log_file_of(std::uint64_t log_epoch) { return "log-" + std::to_string(log_epoch) + ".key"; }

std::optional<std::uint64_t> epoch_of(std::string const& name) {
  if (!name.starts_with("epoch-") || !name.ends_with(".key")) return std::nullopt;
  std::uint64_t number = 0;
  std::from_chars(name.data() + 6, name.data() + name.size() - 4, number);
  if (file_of(number) != name) return std::nullopt;
  return number;
}

class FileSeal final : public Seal {
 public:
  FileSeal(SealFolder folder, Random& random) : folder_(std::move(folder)), random_(random) {}

  std::string_view kind() const override { return "file"; }
  Result<Bytes> wrap_root(ByteView aad, Secret const& key) override { return wrap_with(kRoot, aad, key); }
  Result<Secret> unwrap_root(ByteView aad, ByteView wrapped) override { return unwrap_with(kRoot, aad, wrapped); }
  Result<> create_epoch(std::uint64_t epoch) override { return folder_.make(file_of(epoch), random_); }
  Result<Bytes> wrap(std::uint64_t epoch, ByteView aad, Secret const& key) override {
    return wrap_with(file_of(epoch), aad, key);
  }
  Result<Secret> unwrap(std::uint64_t epoch, ByteView aad, ByteView wrapped) override {
    return unwrap_with(file_of(epoch), aad, wrapped);
  }
  Result<> destroy_epoch(std::uint64_t epoch) override { return folder_.destroy(file_of(epoch), random_); }
  Result<std::vector<std::uint64_t>> epochs() override;
  Result<> create_log_key(std::uint64_t log_epoch) override { return folder_.make(log_file_of(log_epoch), random_); }
  Result<Secret> log_key(std::uint64_t log_epoch, std::string_view origin) override {
    TROTH_TRY(Secret secret, folder_.read(log_file_of(log_epoch)));
    Tlv info;
    info.put(1, "troth/log-key/v1").put(2, origin);
    return crypto::hkdf_sha256(secret.view(), {}, info.view(), 32);
  }

 private:
  // The file is read for each call: between calls the seal's keys are nowhere in our memory.
  Result<Bytes> wrap_with(std::string const& file, ByteView aad, Secret const& key) {
    TROTH_TRY(Secret wrapper, folder_.read(file));
    return crypto::siv_seal(wrapper.view(), aad, key.view());
  }
  Result<Secret> unwrap_with(std::string const& file, ByteView aad, ByteView wrapped) {
    TROTH_TRY(Secret wrapper, folder_.read(file));
    return crypto::siv_open(wrapper.view(), aad, wrapped);
  }

  SealFolder const folder_;
  Random& random_;
};

Result<std::vector<std::uint64_t>> FileSeal::epochs() {
  TROTH_TRY(auto names, folder_.names());
  std::vector<std::uint64_t> out;
  for (auto const& name : names)
    if (auto epoch = epoch_of(name)) out.push_back(*epoch);
  std::ranges::sort(out);
  return out;
}

/// What a creation that was cut short leaves behind is no seal yet.
bool unused(std::vector<std::string> const& names) {
  return std::ranges::all_of(names, [](std::string const& name) { return name == std::string(kRoot) + ".new"; });
}

Result<> make_folder(std::filesystem::path const& folder) {
  std::error_code error;
  if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return io_error("mkdir " + folder.string());
}

}  // namespace

Result<std::unique_ptr<Seal>> create_file_seal(std::filesystem::path const& folder, Random& random) {
  TROTH_TRY(make_folder(folder));
  TROTH_TRY(auto opened, SealFolder::open(folder));
  TROTH_TRY(auto names, opened.names());
  if (!unused(names)) return fail(Code::conflict, "the seal's folder is not empty", folder.string());
  TROTH_TRY(opened.make(kRoot, random));
  return std::unique_ptr<Seal>(std::make_unique<FileSeal>(std::move(opened), random));
}

Result<std::unique_ptr<Seal>> open_file_seal(std::filesystem::path const& folder, Random& random) {
  TROTH_TRY(auto opened, SealFolder::open(folder));
  TROTH_TRY(opened.read(kRoot));
  TROTH_TRY(auto names, opened.names());
  for (auto const& name : names)
    if (epoch_of(name)) TROTH_TRY(opened.read(name));
  return std::unique_ptr<Seal>(std::make_unique<FileSeal>(std::move(opened), random));
}

}  // namespace troth::keys
