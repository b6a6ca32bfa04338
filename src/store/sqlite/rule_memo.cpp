#include "store/sqlite/rule_memo.h"

#include <functional>

#include "store/size.h"

namespace troth::store::sqlite {
namespace {

struct ValueHash {
  std::size_t operator()(std::monostate) const { return 0; }
  std::size_t operator()(std::int64_t number) const { return std::hash<std::int64_t>()(number); }
  std::size_t operator()(std::string const& text) const { return std::hash<std::string>()(text); }
  std::size_t operator()(Bytes const& bytes) const { return std::hash<std::string_view>()(as_text(bytes)); }
};

}  // namespace

std::size_t RuleMemo::hash(std::string_view text, Params const& params) {
  auto hash = std::hash<void const*>()(text.data());
  for (Value const& value : params) hash = hash * 31 + std::visit(ValueHash(), value.variant());
  return hash;
}

Rows const* RuleMemo::find(Sql sql, Params const& params, std::uint64_t version) {
  move_to(version);
  auto const found = known_.find(Asking{sql.text(), params});
  return found == known_.end() ? nullptr : &found->second;
}

void RuleMemo::keep(Sql sql, Params const& params, std::uint64_t version, Rows rows) {
  move_to(version);
  std::size_t bytes = size_of(params);
  for (Row const& row : rows) bytes += size_of(row);
  if (bytes > kMostBytes / 4) return;                                   // one alone drives no others out
  if (known_.size() >= kMost || bytes_ + bytes > kMostBytes) forget();  // which are in use shows at once
  bytes_ += bytes;
  known_.emplace(Asked{sql.text(), params}, std::move(rows));
}

void RuleMemo::move_to(std::uint64_t version) {
  if (version == version_) return;
  forget();
  version_ = version;
}

void RuleMemo::forget() {
  known_.clear();
  bytes_ = 0;
}

}  // namespace troth::store::sqlite
