#include "store/write_set.h"

#include "store/size.h"

namespace troth::store {
namespace {

std::size_t size_of(std::vector<Step> const& steps) {
  std::size_t total = 0;
  for (Step const& step : steps)
    for (Params const& params : step.each) total += size_of(params);
  return total;
}

std::size_t size_of(act::Event const& event) {
  std::size_t total = act::kLeafSize + event.id.view().size() + event.log.view().size();
  for (Bytes const& part : event.parts) total += part.size();
  return total;
}

}  // namespace

std::size_t WriteSet::size() const {
  std::size_t total = size_of(steps_) + size_of(keys_);
  for (act::Event const& event : events_) total += size_of(event);
  for (LogEntry const& entry : entries_) total += entry.bytes.size() + entry.log.view().size();
  return total;
}

}  // namespace troth::store
