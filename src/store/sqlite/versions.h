#pragma once
#include <atomic>
#include <cstdint>

namespace troth::store::sqlite {

/// What the owner of a file tells its readers without a word: how often it has committed, and whether rules may have
/// changed (Sql::Kind). Any thread reads; the owner's alone writes.
class Versions {
 public:
  /// Moves after each COMMIT and before anybody is told of it: a snapshot pinned at the same number lacks nothing that
  /// has been answered.
  std::uint64_t commits() const { return commits_.load(); }
  void committed() { ++commits_; }

  /// Even while no transaction changes a rule, another after each that did. Two equal even numbers, taken before and
  /// after a snapshot was pinned, are the rules' version in it: no change of theirs was under way in between.
  std::uint64_t rules() const { return rules_.load(); }
  void rules_change() { ++rules_; }   ///< before the first such statement
  void rules_changed() { ++rules_; }  ///< after the end of its transaction, whichever way it ended
  static bool stable(std::uint64_t rules) { return rules % 2 == 0; }

 private:
  std::atomic<std::uint64_t> commits_ = 0, rules_ = 0;
};

}  // namespace troth::store::sqlite
