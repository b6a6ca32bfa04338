#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "merkle/checkpoint.h"
#include "merkle/tree.h"

namespace troth::merkle {

/// A C2SP tlog-proof: an index, the hashes from leaf to root, and the checkpoint they lead to, as one text
///   c2sp.org/tlog-proof@v1 \n [extra <base64> \n] index <n> \n *(<base64 hash> \n) \n <signed checkpoint>
struct TlogProof {
  std::optional<Bytes> extra;  ///< not authenticated by the proof
  std::uint64_t index = 0;
  std::vector<Hash> hashes;  ///< at most 63
  std::string checkpoint;    ///< the signed note, verbatim

  static Result<TlogProof> parse(std::string_view bytes);
  std::string encode() const;
  /// The checkpoint's head, if the leaf is in it at `index`; corrupt if not. Says nothing about who signed.
  Result<Checkpoint> head_of(Hash const& leaf) const;
};

}  // namespace troth::merkle
