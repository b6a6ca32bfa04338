#include "store/write_set.h"

namespace troth::store {
namespace {

/// A number costs what it costs on the stack; so a set of nothing but numbers still counts towards the queue's bound.
std::size_t size_of(Value const& value) {
  if (value.is_null()) return 1;
  if (auto const* text = std::get_if<std::string>(&value.variant())) return text->size();
  if (auto const* bytes = std::get_if<Bytes>(&value.variant())) return bytes->size();
  return sizeof(std::int64_t);
}

std::size_t size_of(std::vector<Step> const& steps) {
  std::size_t total = 0;
  for (Step const& step : steps)
    for (Params const& params : step.each)
      for (Value const& value : params) total += size_of(value);
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
