#pragma once
#include <span>

#include "store/group.h"
#include "store/store.h"

namespace troth::store {

/// The key store as the committer sees it.
class KeyStore : public KeyDatabase {
 public:
  /// The key rows of many sets with one fsync, a savepoint for each set: one fate for each.
  virtual Fates add(std::span<std::vector<Step> const* const> sets) = 0;
  /// Asks whether it can be read now; no more than that.
  virtual Result<> reach() { return {}; }
  /// When nothing else is to do. True while something is left for the next pause.
  virtual bool tidy() { return false; }
};

}  // namespace troth::store
