#include "vault/definition_cache.h"

#include <unordered_map>

namespace troth::vault {
namespace {

constexpr std::size_t kMost = 128;

}  // namespace

Result<Fields> fields_of(std::string const& definition) {
  thread_local std::unordered_map<std::string, Fields> known;
  if (auto const found = known.find(definition); found != known.end()) return found->second;
  TROTH_TRY(auto parsed, parse_definition(CollectionName(), 0, definition));
  if (known.size() >= kMost) known.clear();  // which are in use shows at once
  return known.emplace(definition, std::move(parsed.fields)).first->second;
}

}  // namespace troth::vault
