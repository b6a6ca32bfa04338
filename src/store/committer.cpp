#include "store/committer.h"

#include <future>
#include <memory>

namespace troth::store {

Result<> Committer::commit(WriteSet set, Lane lane) {
  // Shared with `then`: the waiting thread may return and unwind while the committer is still inside set_value.
  auto fate = std::make_shared<std::promise<Result<>>>();
  auto known = fate->get_future();
  TROTH_TRY(submit(std::move(set), lane, [fate](Result<> result) { fate->set_value(std::move(result)); }));
  return known.get();
}

}  // namespace troth::store
