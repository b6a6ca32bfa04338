#pragma once
#include "app/exchange.h"

namespace troth::app {

/// Idempotency-Key: the same key with the same request is answered by what happened the first time, with an event of
/// its own; with another request it is a conflict. Rows hold a MAC of the request, its status, location and event,
/// never content, and go with the subject they are about.
struct Idempotency {
  Bytes key;
  std::vector<Bytes> macs;  ///< under each version of the index key, the newest first: that one is kept

  /// None if the request carries no key. invalid for a malformed key, or one on a route of the cell (those take none).
  static Result<std::optional<Idempotency>> of(vault::Context const&, Call const&);
  /// The decision that replays the first answer; none if this is the first.
  Result<std::optional<vault::Decision>> replay(vault::Context const&, access::Actor const&, Call const&) const;
  /// The row that remembers this answer. A clash with another request under way is a conflict, so that one is decided
  /// again.
  store::WriteSet&& remember(store::WriteSet&& set, access::Actor const&, Call const&, http::Response const&,
                             Time now) const;
};

}  // namespace troth::app
