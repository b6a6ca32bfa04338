#pragma once
#include <string>

#include "base/result.h"
#include "keys/keyring.h"
#include "vault/collection.h"

namespace troth::vault {

/// A keyed token that finds equal values without revealing them (docs/formats/blind-index.md): the first 16 bytes of
///   HMAC-SHA256(tenant's index secret, TLV{1: collection, 2: field, 3: normaliser version u32, 4: normalised value})
/// The same value has unrelated tokens in two tenants or two fields.
class BlindIndex {
 public:
  static Bytes token(keys::IndexKey const& key, CollectionName const& collection, Field const& field,
                     std::string_view normalised);
  /// What a request body is remembered by (idempotency, import chunks): keyed under the same secret, apart by its
  /// label, which holds a "/" where a token's first item is a collection's name.
  static Bytes body_mac(keys::IndexKey const& key, std::string_view label, std::string_view body);
};

/// The one spelling of a value that the index knows. invalid where the value is not of that kind.
///   exact   as given
///   email   trimmed, ASCII lower case; must hold one @
///   phone   digits with a leading +, separators dropped (E.164: at most 15 digits)
Result<std::string> normalise(Normaliser normaliser, std::string_view value);

}  // namespace troth::vault
