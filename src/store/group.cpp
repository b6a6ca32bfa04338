#include "store/group.h"

#include <algorithm>

namespace troth::store {
namespace {

/// Commits members [first, last) in one transaction.
class Attempt {
 public:
  enum class End { settled, lost };
  Attempt(Session& database, Health& health, Group& group, Fates& fates)
      : database_(database), health_(health), group_(group), fates_(fates) {}

  End run(std::size_t first, std::size_t last);

 private:
  Result<> run_members(std::size_t first, std::size_t last);
  Result<> run_member(std::size_t member);
  Result<> close_and_commit();
  End give_up(std::size_t first, std::size_t last, Error const& why, End end);

  Session& database_;
  Health& health_;
  Group& group_;
  Fates& fates_;
  std::size_t standing_ = 0;
};

Attempt::End Attempt::run(std::size_t first, std::size_t last) {
  if (auto healthy = health_.check(); !healthy) return give_up(first, last, healthy.error(), End::settled);
  // Nobody else writes here, so a BEGIN that fails says nothing about one member: another try would not help the
  // others.
  if (auto begun = database_.begin(); !begun) return give_up(first, last, begun.error(), End::settled);
  auto ran = run_members(first, last);
  if (ran && standing_ == 0) {
    database_.rollback();
    group_.discarded();
    return End::settled;
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
    TROTH_TRY(database_.run("SAVEPOINT member", {}));
    auto ran = run_member(member);
    if (ran) {
      ++standing_;
      continue;
    }
    group_.drop(member);
    // Savepoints that went with their transaction: ROLLBACK TO would say "no such savepoint", and COMMIT would fail.
    if (!database_.in_transaction()) return ran;
    TROTH_TRY(database_.run("ROLLBACK TO member", {}));
    TROTH_TRY(database_.run("RELEASE member", {}));
    fates_[member] = std::move(ran);
  }
  return {};
}

Result<> Attempt::run_member(std::size_t member) {
  TROTH_TRY(group_.run(member));
  TROTH_TRY(database_.run("RELEASE member", {}));
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
  Fates fates(members);
  if (members == 0) return fates;
  auto const end = Attempt(database, health, group, fates).run(0, members);
  if (end == Attempt::End::settled || members == 1) return fates;
  for (std::size_t member = 0; member < members; ++member)
    (void)Attempt(database, health, group, fates).run(member, member + 1);
  return fates;
}

}  // namespace troth::store
