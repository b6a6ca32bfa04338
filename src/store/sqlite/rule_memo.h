#pragma once
#include <unordered_map>

#include "store/sql.h"

namespace troth::store::sqlite {

/// What a connection's rule statements gave at one version of the rules: at most kMost answers and about kMostBytes of
/// them, as a tenant says how many rules it has and how long they are. Not safe for two threads at a time.
class RuleMemo {
 public:
  static constexpr std::size_t kMost = 1024, kMostBytes = 512 << 10;

  /// What is remembered of it, or null. Of another version nothing is remembered any more.
  Rows const* find(Sql sql, Params const& params, std::uint64_t version);
  void keep(Sql sql, Params const& params, std::uint64_t version, Rows rows);
  std::size_t size() const { return known_.size(); }

 private:
  struct Asked {
    std::string_view text;
    Params params;
  };
  /// The same without a copy of the parameters, to look with.
  struct Asking {
    std::string_view text;
    Params const& params;
  };
  struct SameQuestion {
    using is_transparent = void;
    bool operator()(auto const& a, auto const& b) const {
      return a.text.data() == b.text.data() && a.params == b.params;
    }
  };
  struct QuestionHash {
    using is_transparent = void;
    std::size_t operator()(auto const& asked) const { return hash(asked.text, asked.params); }
  };
  static std::size_t hash(std::string_view text, Params const& params);
  void move_to(std::uint64_t version);
  void forget();

  std::uint64_t version_ = 0;
  std::size_t bytes_ = 0;
  std::unordered_map<Asked, Rows, QuestionHash, SameQuestion> known_;
};

}  // namespace troth::store::sqlite
