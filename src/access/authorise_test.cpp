// The judgement over every combination of operation, tenant, subject, permission and purpose, against a table that a
// person can read. Who changes a rule changes the table, and that is the review.
#include <map>

#include "access/authorise_fixture.h"

namespace troth::access {
namespace {

using act::Operation;
using act::Permission;

// One letter per state of the subject: none, active, restricted, erasing, absent.
//   + granted   L locked   G gone   N not found
// Restricted: stored only, so its storage may be stated and the restriction lifted (Art. 18(2)). Frozen: erased and
// administered only. Closing: its data is taken out, its people keep their rights, and the end can be withdrawn.
struct Rule {
  Operation operation;
  char const* active;
  char const* frozen;
  char const* closing = "GGGGG";
};
constexpr Rule kRules[] = {
    {Operation::collection, "++LGN", "LLLLL"},
    {Operation::recording, "++LGN", "LLLLL"},
    {Operation::organisation, "++LGN", "LLLLL"},
    {Operation::structuring, "++LGN", "LLLLL"},
    {Operation::storage, "+++GN", "LLLLL"},
    {Operation::retrieval, "++LGN", "LLLLL", "++LGN"},
    {Operation::consultation, "++LGN", "LLLLL"},
    {Operation::use, "++LGN", "LLLLL"},
    {Operation::disclosure, "++LGN", "LLLLL"},
    {Operation::combination, "++LGN", "LLLLL"},
    {Operation::restriction, "+++GN", "LLLLL", "+++GN"},
    {Operation::erasure, "++LGN", "++LGN", "++LGN"},
    {Operation::destruction, "++LGN", "LLLLL", "++LGN"},
    {Operation::alteration, "++LGN", "LLLLL"},
    {Operation::dissemination, "++LGN", "LLLLL"},
    {Operation::administration, "++LGN", "++LGN", "++LGN"},
};
constexpr char const* kAbsent = "NNNNN";

std::string judged(Operation operation, TenantState tenant, act::Permissions permissions) {
  std::string out;
  for (auto subject : {SubjectState::none, SubjectState::active, SubjectState::restricted, SubjectState::erasing,
                       SubjectState::absent})
    out += letter(authorise(actor(permissions), intent(operation), facts(tenant, subject), kNow));
  return out;
}

TEST(Authorise, JudgesEveryOperationInEveryStateAsTheTableSays) {
  std::map<Operation, Rule> rules;
  for (auto const& rule : kRules) rules.emplace(rule.operation, rule);
  EXPECT_EQ(rules.size(), std::size_t(Operation::administration) + 1) << "an operation without a reviewed rule";
  for (auto const& [operation, rule] : rules) {
    auto const allowed = only(act::permission_of(operation));
    EXPECT_EQ(judged(operation, TenantState::active, allowed), rule.active) << name(operation);
    EXPECT_EQ(judged(operation, TenantState::frozen, allowed), rule.frozen) << name(operation);
    EXPECT_EQ(judged(operation, TenantState::closing, allowed), rule.closing) << name(operation);
    EXPECT_EQ(judged(operation, TenantState::absent, allowed), kAbsent) << name(operation);
  }
}

TEST(Authorise, DeniesWithoutTheOnePermissionWhateverTheState) {
  for (auto const& rule : kRules)
    for (auto tenant : {TenantState::active, TenantState::frozen, TenantState::closing, TenantState::absent})
      for (auto permissions : {act::Permissions(), all_but(act::permission_of(rule.operation))})
        EXPECT_EQ(judged(rule.operation, tenant, permissions), "DDDDD") << name(rule.operation);
}

TEST(Authorise, AnotherTenantIsAbsentBeforeAnythingElseIsLookedAt) {
  for (auto const& rule : kRules) {
    for (auto permissions : {act::Permissions(), act::Permissions(~std::uint64_t{0})}) {
      auto const foreign = authorise(actor(permissions, kOther), intent(rule.operation),
                                     facts(TenantState::active, SubjectState::active), kNow);
      auto const absent = authorise(actor(permissions, kOther), intent(rule.operation),
                                    facts(TenantState::absent, SubjectState::absent), kNow);
      EXPECT_EQ(letter(foreign), 'N');
      EXPECT_EQ(foreign.error().message, absent.error().message);
    }
  }
}

TEST(Authorise, ThePrincipalsOfTheCellNeedThePermissionLikeAllOthers) {
  for (auto const& rule : kRules) {
    bool const administers = rule.operation == Operation::administration;
    auto const cell = actor(only(Permission::administer), kCell);
    EXPECT_EQ(letter(authorise(cell, intent(rule.operation), facts(TenantState::active, SubjectState::none), kNow)),
              administers ? '+' : 'D');
  }
}

TEST(Authorise, ACopyIsMadeOfARestrictedPersonToo) {
  Intent const copy{Operation::retrieval, Permission::export_data, kTenant, std::nullopt};
  auto const judge = [&](SubjectState subject, act::Permissions permissions) {
    return letter(authorise(actor(permissions), copy, facts(TenantState::active, subject), kNow));
  };
  EXPECT_EQ(judge(SubjectState::restricted, only(Permission::export_data)), '+') << "Art. 18 does not end Art. 15";
  EXPECT_EQ(judge(SubjectState::erasing, only(Permission::export_data)), 'G');
  EXPECT_EQ(judge(SubjectState::restricted, all_but(Permission::export_data)), 'D');
}

TEST(Authorise, ALogIsReadByItsOwnPrincipalsOnly) {
  auto const read = [](TenantId log, TenantId principal, act::Permissions permissions) {
    Intent const asked{Operation::administration, Permission::read_log, log, std::nullopt, false, false};
    return letter(
        authorise(actor(permissions, principal), asked, facts(TenantState::active, SubjectState::none), kNow));
  };
  act::Permissions const everything(~std::uint64_t{0});
  EXPECT_EQ(read(kTenant, kTenant, only(Permission::read_log)), '+');
  EXPECT_EQ(read(kCell, kCell, only(Permission::read_log)), '+');
  EXPECT_EQ(read(kTenant, kTenant, all_but(Permission::read_log)), 'D') << "an owner asks somebody who is named for it";
  EXPECT_EQ(read(kCell, kCell, all_but(Permission::read_log)), 'D');
  EXPECT_EQ(read(kTenant, kOther, everything), 'N');
  EXPECT_EQ(read(kTenant, kCell, everything), 'N')
      << "an administrator of the cell cannot tell a tenant's log from none";
  EXPECT_EQ(read(kTenant, kCell, act::Permissions()), 'N');
  EXPECT_EQ(read(kCell, kTenant, everything), 'N');
}

}  // namespace
}  // namespace troth::access
