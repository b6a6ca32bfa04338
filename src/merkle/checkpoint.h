#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "merkle/tree.h"

namespace troth::merkle {

/// The text of a C2SP tlog-checkpoint: `<origin>\n<size>\n<base64 root>\n`. Extension lines are refused: cosigners of
/// some kinds do not sign them.
struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};

  static Result<Checkpoint> parse(std::string_view text);
  std::string text() const;
  bool operator==(Checkpoint const&) const = default;
};

}  // namespace troth::merkle
