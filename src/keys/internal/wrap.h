#pragma once
#include <array>

#include "base/result.h"
#include "base/secret.h"
#include "keys/address.h"

namespace troth::keys {

/// Every wrapped key is 64 bytes; so is every key that wraps (AES-256-SIV).
inline constexpr std::size_t kKeySize = 64;

/// The public name of a wrapping key, part of what it wraps (stored_key.h says how it is made).
using KeyId = std::array<std::uint8_t, 16>;

/// Where a wrap belongs. It opens only with every part as it was when wrapped; anything else is `corrupt`.
struct Place {
  Cell const& cell;
  Address address;
  KeyId wrapper;
};

Bytes wrap_inner(Place const& place, ByteView kek, ByteView key);
Result<Secret> unwrap_inner(Place const& place, ByteView kek, ByteView inner);
Bytes wrap_outer(Place const& place, std::uint64_t epoch, ByteView epoch_key, ByteView inner);
Result<Secret> unwrap_outer(Place const& place, std::uint64_t epoch, ByteView epoch_key, ByteView outer);

// For wraps that the seal makes (seal_wrap.cpp): the header to put before its answer, the data to bind, and the
// answer's part of a stored wrap.
Bytes inner_header(Place const& place);
Bytes inner_aad(Place const& place);
Bytes epoch_header(std::uint64_t epoch);
Bytes epoch_aad(Cell const& cell, std::uint64_t epoch);
Result<ByteView> body(Bytes const& header, ByteView wrapped);

}  // namespace troth::keys
