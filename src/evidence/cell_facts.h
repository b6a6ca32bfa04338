#pragma once
#include "base/random.h"
#include "evidence/board.h"
#include "store/write_set.h"

namespace troth::evidence {

/// What a served cell has measured of itself, kept at each start, so that its statuses can be read from its files while
/// it is stopped, too. Everything of `Running` but the witnesses' level, which is asked for anew.
struct CellFacts {
  /// What the digests of configurations of this cell are salted with; made once. 32 bytes.
  static Result<Bytes> salt(store::Reader& snapshot, Random& random);
  static store::WriteSet&& keep(store::WriteSet&& set, Bytes const& salt, Running const& running);
  /// None: the cell has never been served by a version that measures. corrupt for what we did not write.
  static Result<std::optional<Running>> last(store::Reader& snapshot);
};

}  // namespace troth::evidence
