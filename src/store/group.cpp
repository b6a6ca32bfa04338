#include "store/group.h"

#include <algorithm>

namespace troth::store {
namespace {

/// Commits members [first, last) in one transaction. Savepoints let those that hold stand without those that do not, at
/// the price of a copy of every page that a member touches.
class Attempt {
 public:
  /// lost: the transaction ended without a word about each member. missed: a member did not hold, and without
  /// savepoints the others went with it.
  enum class End { settled, lost, missed };
  enum class Savepoints { none, each };
  Attempt(Session& database, Health& health, Group& group, Fates& fates, Savepoints savepoints)
      : database_(database), health_(health), group_(group), fates_(fates), savepoints_(savepoints) {}

  End run(std::size_t first, std::size_t last);

 private:
  Result<> run_members(std::size_t first, std::size_t last);
  Result<> run_member(std::size_t member);
  Result<> savepoint(Sql statement);
  Result<> close_and_commit();
  End give_up(std::size_t first, std::size_t last, Error const& why, End end);

  Session& database_;
  Health& health_;
  Group& group_;
  Fates& fates_;
  Savepoints const savepoints_;
  std::size_t standing_ = 0;
  bool missed_ = false;
};

Attempt::End Attempt::run(std::size_t first, std::size_t last) {
  if (auto healthy = health_.check(); !healthy) return give_up(first, last, healthy.error(), End::settled);
  // Nobody else writes here, so a BEGIN that fails says nothing about one member: another try would not help the
  // others.
  if (auto begun = database_.begin(); !begun) return give_up(first, last, begun.error(), End::settled);
  auto ran = run_members(first, last);
  if (ran && (missed_ || standing_ == 0)) {
    database_.rollback();
    group_.discarded();
    return missed_ ? End::missed : End::settled;
  }
  auto done = ran ? close_and_commit() : std::move(ran);
  if (done) {
    group_.committed();
    return End::settled;
  }
  database_.rollback();
  group_.discarded();
  auto const healthy = health_.check();
  return healthy ? give_up(first, last, done.error(), End::lost) : give_up(first, last, healthy.error(), End::settled);
}

Result<> Attempt::run_members(std::size_t first, std::size_t last) {
  for (std::size_t member = first; member < last; ++member) {
    fates_[member] = {};
    TROTH_TRY(savepoint({"SAVEPOINT member", kData}));
    auto ran = run_member(member);
    if (ran) {
      ++standing_;
      continue;
    }
    group_.drop(member);
    // Savepoints that went with their transaction: ROLLBACK TO would say "no such savepoint", and COMMIT would fail.
    if (!database_.in_transaction()) return ran;
    fates_[member] = std::move(ran);
    if (savepoints_ == Savepoints::none) {
      missed_ = true;
      return {};
    }
    TROTH_TRY(savepoint({"ROLLBACK TO member", kData}));
    TROTH_TRY(savepoint({"RELEASE member", kData}));
  }
  return {};
}

Result<> Attempt::savepoint(Sql statement) {
  if (savepoints_ == Savepoints::none) return {};
  TROTH_TRY(database_.run(statement, {}));
  return {};
}

Result<> Attempt::run_member(std::size_t member) {
  TROTH_TRY(group_.run(member));
  TROTH_TRY(savepoint({"RELEASE member", kData}));
  group_.keep(member);
  return {};
}

Result<> Attempt::close_and_commit() {
  TROTH_TRY(group_.close());
  return database_.commit();
}

Attempt::End Attempt::give_up(std::size_t first, std::size_t last, Error const& why, End end) {
  std::fill(fates_.begin() + static_cast<std::ptrdiff_t>(first), fates_.begin() + static_cast<std::ptrdiff_t>(last),
            Result<>(why));
  return end;
}

}  // namespace

Fates commit_group(Session& database, Health& health, Group& group, std::size_t members) {
  using End = Attempt::End;
  using Savepoints = Attempt::Savepoints;
  Fates fates(members);
  if (members == 0) return fates;
  auto const attempt = [&](std::size_t first, std::size_t last, Savepoints savepoints) {
    return Attempt(database, health, group, fates, savepoints).run(first, last);
  };
  // That all hold is what mostly happens; the others are found by doing it again with care.
  auto end = attempt(0, members, Savepoints::none);
  if (end == End::missed && members > 1) end = attempt(0, members, Savepoints::each);
  if (end != End::lost || members == 1) return fates;
  for (std::size_t member = 0; member < members; ++member) (void)attempt(member, member + 1, Savepoints::none);
  return fates;
}

}  // namespace troth::store
