// What a purpose reaches, and what the Grant that comes of it covers.
#include "access/authorise_fixture.h"

namespace troth::access {
namespace {

using act::Operation;
using act::Permission;

constexpr Operation kOperations[] = {
#define TROTH_OPERATION(operation, permission, event, word) Operation::operation,
#include "act/operations.def"
#undef TROTH_OPERATION
};

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
  for (auto const operation : kOperations) {
    for (auto const& p : kPurposes) {
      Facts known = facts(TenantState::active, SubjectState::active);
      known.fields = {p.known, p.asked, p.allowed};
      std::string expected{p.with_fields, p.with_purpose, p.with_neither}, got;
      for (auto [purpose, fields] : {std::pair{true, true}, {true, false}, {false, false}}) {
        Intent asked = intent(operation);
        if (p.named) asked.purpose = kPurpose;
        asked.needs_purpose = purpose;
        asked.needs_fields = fields;
        got += letter(authorise(actor(only(asked.permission)), asked, known, kNow));
      }
      EXPECT_EQ(got, expected) << name(operation) << " " << p.named << p.known << " " << p.asked << "/" << p.allowed;
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
