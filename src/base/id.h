#pragma once
#include <array>
#include <compare>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"

namespace troth {

/// The text form of RFC 9562: 8-4-4-4-12 lower-case hex. Anything else is no id.
std::string uuid_text(std::array<std::uint8_t, 16> const& bytes);
std::optional<std::array<std::uint8_t, 16>> parse_uuid(std::string_view text);
/// UUID version 7 (RFC 9562 section 5.7): milliseconds, then random bits.
std::array<std::uint8_t, 16> uuid_v7(Time now, Random& random);

/// A server-made UUID of one kind; ids of different kinds do not mix.
template <class Tag>
class Id {
 public:
  using Array = std::array<std::uint8_t, 16>;
  constexpr Id() = default;
  constexpr explicit Id(Array const& bytes) : bytes_(bytes) {}

  static Id make(Time now, Random& random) { return Id(uuid_v7(now, random)); }
  /// 122 random bits, for ids that must not tell when they were made.
  static Id make_random(Random& random) {
    auto bytes = random.bytes<16>();
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
    return Id(bytes);
  }
  static std::optional<Id> parse(std::string_view text) {
    auto bytes = parse_uuid(text);
    return bytes ? std::optional<Id>(Id(*bytes)) : std::nullopt;
  }
  static std::optional<Id> from(ByteView bytes) {
    if (bytes.size() != 16) return std::nullopt;
    Id out;
    std::memcpy(out.bytes_.data(), bytes.data(), 16);
    return out;
  }

  std::string text() const { return uuid_text(bytes_); }
  ByteView view() const { return bytes_; }
  Bytes bytes() const { return Bytes(bytes_.begin(), bytes_.end()); }
  auto operator<=>(Id const&) const = default;

 private:
  Array bytes_{};
};

using TenantId = Id<struct TenantTag>;
using SubjectId = Id<struct SubjectTag>;
using RecordId = Id<struct RecordTag>;
using EventId = Id<struct EventTag>;
using PrincipalId = Id<struct PrincipalTag>;
using TokenId = Id<struct TokenTag>;
using JobId = Id<struct JobTag>;
using ImportId = Id<struct ImportTag>;

/// The cell itself: log slot 0, owner of what belongs to no tenant.
inline constexpr TenantId kCell{};

}  // namespace troth

template <class Tag>
struct std::hash<troth::Id<Tag>> {
  std::size_t operator()(troth::Id<Tag> const& id) const noexcept {
    std::size_t low;
    std::memcpy(&low, id.view().data() + 8, sizeof low);  // the random half of a UUIDv7
    return low;
  }
};
