#pragma once
#include <unordered_map>

#include "store/sql.h"

namespace troth::store::sqlite {

/// What a connection's rule statements gave at one version of the rules. Not safe for two threads at a time.
class RuleMemo {
 public:
  static constexpr std::size_t kMost = 1024;

  /// What is remembered of it, or null. Of another version nothing is remembered any more.
  Rows const* find(Sql sql, Params const& params, std::uint64_t version);
  void keep(Sql sql, Params const& params, std::uint64_t version, Rows rows);

 private:
  struct Asked {
    std::string_view text;
    Params params;
    bool operator==(Asked const& other) const { return text.data() == other.text.data() && params == other.params; }
  };
  struct AskedHash {
    std::size_t operator()(Asked const& asked) const;
  };
  void move_to(std::uint64_t version);

  std::uint64_t version_ = 0;
  std::unordered_map<Asked, Rows, AskedHash> known_;
};

}  // namespace troth::store::sqlite
