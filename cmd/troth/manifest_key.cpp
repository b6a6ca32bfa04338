#include "manifest_key.h"

#include "base/private_file.h"
#include "base/random.h"

namespace troth::cli {
namespace {

constexpr std::size_t kSeed = 32;

Result<> make(std::filesystem::path const& file, std::string const& name) {
  SystemRandom random;
  auto seed = random.bytes<kSeed>();
  std::string text = name + "\n" + hex(seed) + "\n";
  auto written = write_private_file(file, text);
  explicit_bzero(seed.data(), seed.size());
  explicit_bzero(text.data(), text.size());
  return written;
}

}  // namespace

Result<merkle::SignerKey> manifest_key(std::filesystem::path const& file, std::string const& name) {
  if (!merkle::is_key_name(name)) return fail(Code::invalid, "a key's name has no spaces and no +", name);
  std::error_code error;
  if (!std::filesystem::exists(file, error)) TROTH_TRY(make(file, name));
  TROTH_TRY(must_be_private(file));
  TROTH_TRY(auto text, read_file(file, 4096));
  auto const end = text.find('\n');
  auto seed = end == text.npos || !text.ends_with('\n')
                  ? std::nullopt
                  : from_hex(std::string_view(text).substr(end + 1, text.size() - end - 2));
  bool const good = seed && seed->size() == kSeed && merkle::is_key_name(text.substr(0, end));
  if (!good) return fail(Code::corrupt, "this is no key of a manifest", file.string());
  merkle::SignerKey out(text.substr(0, end), merkle::KeyType::ed25519, Secret::copy_of(*seed));
  explicit_bzero(seed->data(), seed->size());
  explicit_bzero(text.data(), text.size());
  return out;
}

}  // namespace troth::cli
