#include "crypto/file_digest.h"

#include <array>
#include <fstream>

#include "crypto/internal/evp.h"

namespace troth::crypto {

Result<Digest> file_digest(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::gone, "a file cannot be opened", path.string());
  Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  bool good = context && EVP_DigestInit_ex2(context.get(), EVP_sha256(), nullptr) == 1;
  std::array<char, 64u << 10> block;
  while (good && in) {
    in.read(block.data(), block.size());
    good = EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(in.gcount())) == 1;
  }
  Digest out;
  good = good && in.eof() && EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1;
  return good ? Result<Digest>(out) : fail(Code::unavailable, "a file cannot be read to its end", path.string());
}

Result<Digest> own_digest() {
  static Result<Digest> const digest = file_digest("/proc/self/exe");
  return digest;
}

}  // namespace troth::crypto
