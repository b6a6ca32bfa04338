// A derived secret = HMAC-SHA256(random key 64, label). A slot by kind of key:
//   subject   "troth/record/v1" 32 | "troth/audit/v1" 32
//   index     "troth/index/v1" 32 | zero 32
//   audit     "troth/audit/v1" 32 | zero 32
//   access    "troth/token/v1" 32 | zero 32
//   tenant, cell   the key itself, 64
#include "keys/internal/derived.h"

#include <algorithm>

#include "crypto/hash.h"
#include "keys/arena.h"

namespace troth::keys {
namespace {

void derive(Secret const& key, std::string_view label, std::span<std::uint8_t> into) {
  crypto::Digest digest = crypto::hmac_sha256(key.view(), as_bytes(label));
  std::ranges::copy(digest, into.begin());
  explicit_bzero(digest.data(), digest.size());
}

}  // namespace

Secret arena_slot(Kind kind, Secret const& key) {
  Secret out(Arena::kSlot);
  auto const first = out.span().first(32), second = out.span().last(32);
  switch (kind) {
    case Kind::cell:
    case Kind::tenant:
      return Secret::copy_of(key.view());
    case Kind::index:
      derive(key, "troth/index/v1", first);
      break;
    case Kind::audit:
      derive(key, "troth/audit/v1", first);
      break;
    case Kind::access:
      derive(key, "troth/token/v1", first);
      break;
    case Kind::subject:
      derive(key, "troth/record/v1", first);
      derive(key, "troth/audit/v1", second);
  }
  return out;
}

}  // namespace troth::keys
