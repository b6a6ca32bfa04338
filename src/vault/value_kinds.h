#pragma once
#include <cstdint>
#include <string_view>

#include "vault/collection.h"

namespace troth::vault {

/// What a value gives itself away as, whatever its field is called.
enum class ValueKind : std::uint8_t { email, phone, iban, card, health };
inline constexpr std::size_t kValueKinds = 5;
std::string_view name(ValueKind kind);

/// Bit i = kind i.
using ValueKinds = std::uint8_t;
constexpr ValueKinds bit(ValueKind kind) { return static_cast<ValueKinds>(1u << static_cast<unsigned>(kind)); }

/// The kinds that stand anywhere in a text: an address with a domain (RFC 5322 in its plain form), an international
/// phone number (E.164, with + or 00), an IBAN with its check digits (ISO 13616), a payment card number, a word about
/// health in English or German. Those with check digits are found for sure; an unknown word about health is not.
ValueKinds kinds_in(std::string_view text);

/// What a field may hold by its own declaration: its index, its category, its sensitivity.
ValueKinds kinds_declared(Field const& field);

}  // namespace troth::vault
