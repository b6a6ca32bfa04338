#pragma once
#include <map>
#include <optional>

#include "vault/context.h"

namespace troth::inquiry {

/// Whom the events of an answer tell of. Whoever is named by an id is still here when the answer's own event is
/// committed: `guarded` requires it, so that no answer names a person whom the log already calls erased.
class Persons {
 public:
  Persons(store::Reader& snapshot, TenantId tenant) : snapshot_(snapshot), tenant_(tenant) {}

  /// Whether the person is here. Not: erased, or on the way there.
  Result<bool> here(SubjectId subject);
  store::WriteSet guarded(store::WriteSet set) const;

 private:
  store::Reader& snapshot_;
  TenantId tenant_;
  std::map<SubjectId, std::optional<std::int64_t>> revisions_;  // none: not here
};

}  // namespace troth::inquiry
