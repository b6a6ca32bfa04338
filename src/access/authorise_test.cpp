// The judgement over every combination of operation, tenant, subject, permission and purpose, against a table that a
// person can read. Who changes a rule changes the table, and that is the review.
#include <gtest/gtest.h>

#include <map>

#include "access/grant.h"

namespace troth::access {
namespace {

using act::Operation;
using act::Permission;

TenantId const kTenant = *TenantId::parse("01890a5d-ac96-474b-8cce-b302099a8057");
TenantId const kOther = *TenantId::parse("01890a5d-ac96-474b-8cce-b302099a8058");
SubjectId const kSubject = *SubjectId::parse("01890a5d-ac96-774b-8cce-b302099a8059");
PurposeName const kPurpose = *PurposeName::parse("support");
CollectionName const kCollection = *CollectionName::parse("contact");
Time const kNow = *parse_rfc3339("2026-11-22T09:30:00Z");

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

char letter(Result<Grant> const& judged) {
  if (judged) return '+';
  switch (judged.error().code) {
    case Code::locked:
      return 'L';
    case Code::gone:
      return 'G';
    case Code::not_found:
      return 'N';
    case Code::denied:
      return 'D';
    case Code::required:
      return 'R';
    default:
      return '?';
  }
}

Actor actor(act::Permissions permissions, TenantId tenant = kTenant) {
  return {tenant, PrincipalId(PrincipalId::Array{1}), TokenId(TokenId::Array{2}), permissions,
          1,      kNow + std::chrono::hours(1)};
}
act::Permissions only(Permission permission) { return act::Permissions().with(permission); }
act::Permissions all_but(Permission permission) {
  return act::Permissions(~std::uint64_t{0} & ~only(permission).bits());
}

Intent intent(Operation operation) {
  return {operation, act::permission_of(operation), kTenant, std::nullopt, false, false};
}
Facts facts(TenantState tenant, SubjectState subject) {
  Facts out;
  out.tenant = tenant;
  out.subject = subject;
  if (subject != SubjectState::none && subject != SubjectState::absent) out.subject_id = kSubject;
  return out;
}

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

struct Purposes {
  bool named, known;
  FieldMask asked, allowed;
  char with_fields, with_purpose, with_neither;
};
// needs fields | needs a purpose | needs neither
constexpr Purposes kPurposes[] = {
    {false, false, 0b00, 0b00, 'R', 'R', '+'}, {true, false, 0b00, 0b00, 'D', 'D', '+'},
    {true, true, 0b00, 0b00, 'D', '+', '+'},   {true, true, 0b01, 0b11, '+', '+', '+'},
    {true, true, 0b11, 0b11, '+', '+', '+'},   {true, true, 0b11, 0b01, 'D', '+', '+'},
    {true, true, 0b10, 0b01, 'D', '+', '+'},   {true, false, 0b01, 0b11, 'D', 'D', '+'},
    {false, true, 0b01, 0b11, 'R', 'R', '+'},
};

TEST(Authorise, APurposeMustBeNamedKnownAndReachEveryField) {
  for (auto const& rule : kRules) {
    for (auto const& p : kPurposes) {
      Facts known = facts(TenantState::active, SubjectState::active);
      known.fields = {p.known, p.asked, p.allowed};
      std::string expected{p.with_fields, p.with_purpose, p.with_neither}, got;
      for (auto [purpose, fields] : {std::pair{true, true}, {true, false}, {false, false}}) {
        Intent asked = intent(rule.operation);
        if (p.named) asked.purpose = kPurpose;
        asked.needs_purpose = purpose;
        asked.needs_fields = fields;
        got += letter(authorise(actor(only(asked.permission)), asked, known, kNow));
      }
      EXPECT_EQ(got, expected) << name(rule.operation) << " " << p.named << p.known << " " << p.asked << "/"
                               << p.allowed;
    }
  }
}

Grant granted(FieldMask asked, FieldMask allowed) {
  Facts known = facts(TenantState::active, SubjectState::active);
  known.collection = kCollection;
  known.fields = {true, asked, allowed};
  Intent asked_for{Operation::consultation, Permission::consult, kTenant, kPurpose, true, true};
  return std::move(authorise(actor(only(Permission::consult)), asked_for, known, kNow)).value();
}

TEST(Grant, CoversWhatWasAskedAndAllowedOfItsCollection) {
  auto const grant = granted(0b0011, 0b0111);
  EXPECT_TRUE(grant.covers(kCollection, 0b0011));
  EXPECT_TRUE(grant.covers(kCollection, 0b0001));
  EXPECT_FALSE(grant.covers(kCollection, 0b0100)) << "allowed, but not asked for";
  EXPECT_FALSE(grant.covers(kCollection, 0b1000));
  EXPECT_FALSE(grant.covers(*CollectionName::parse("message"), 0b0001));
}

TEST(Grant, LivesForThirtySeconds) {
  auto const grant = granted(1, 1);
  EXPECT_EQ(grant.until(), kNow + std::chrono::seconds(30));
  EXPECT_TRUE(grant.alive(kNow + std::chrono::seconds(30)));
  EXPECT_FALSE(grant.alive(kNow + std::chrono::seconds(30) + Duration(1)));
}

TEST(Grant, OfAJobIsTheCellsAndReachesNoContentByItself) {
  auto const grant =
      std::move(authorise_job(kTenant, Operation::erasure, facts(TenantState::frozen, SubjectState::none), kNow))
          .value();
  EXPECT_EQ(grant.actor().tenant, kCell);
  EXPECT_EQ(grant.tenant(), kTenant);
  EXPECT_TRUE(grant.actor().permissions.within(only(Permission::erase)));
  EXPECT_FALSE(grant.covers(kCollection, 1));
}

}  // namespace
}  // namespace troth::access
