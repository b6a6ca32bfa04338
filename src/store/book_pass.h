#pragma once

namespace troth::audit {
class Sealer;
class SearchIndex;
class LogRotation;
}  // namespace troth::audit

namespace troth::store {

/// Leave to commit a set without an event: for the books of the logs themselves (a seal's entry, its heads, search
/// rows), which are no acts on anybody's data; an event for each would call for the next seal, for ever. Only these
/// classes can make one.
class BookPass {
  friend class audit::Sealer;
  friend class audit::SearchIndex;
  friend class audit::LogRotation;
  BookPass() {}
};

}  // namespace troth::store
