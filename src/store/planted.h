#pragma once
#include <memory>

#include "store/set_group.h"

namespace troth::store {

/// The group of a served cell. In the test-only build it may be one of those that break a promise on purpose, so that a
/// crash harness can show that it would notice.
std::unique_ptr<SetGroup> make_set_group(Session& database, Journal& journal, std::vector<Pending*> sets);

}  // namespace troth::store
