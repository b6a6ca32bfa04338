#pragma once
#include <cstdint>
#include <string>

#include "base/id.h"

namespace troth::keys {

/// Which cell we are: in the AAD of every wrap and every record, so nothing opens in another cell or region.
struct Cell {
  std::string name;
  std::string region;
};

/// Kinds of key, as written in wraps (docs/formats/wraps.md). Stored for ever: append only.
enum class Kind : std::uint8_t {
  cell = 1,     ///< wrapped by the seal's root key; wraps the next four
  tenant = 2,   ///< wraps the tenant's subject keys
  index = 3,    ///< blind indexes of a tenant
  audit = 4,    ///< event parts whose holder is the tenant; survives a freeze
  subject = 5,  ///< one random key per data subject and version: destroying it is the erasure
  access = 6,   ///< MACs of tokens; the cell's
};

/// Where a key row stands. `holder` is the subject for Kind::subject and zero otherwise; `tenant` is kCell for the
/// cell's own.
struct Address {
  TenantId tenant;
  Kind kind;
  SubjectId holder{};
  std::uint32_t version = 1;
  auto operator<=>(Address const&) const = default;
};

}  // namespace troth::keys
