#include "audit/house_fixture.h"
#include "audit/part_cipher.h"

namespace troth::audit {
namespace {

using act::EventType;
using act::Part;

PartCipher::Place place(act::Event const& event, Part index) { return {event.log, event.id, index, event.at}; }
Bytes const& sealed(act::Event const& event, Part index) { return event.parts[static_cast<std::size_t>(index) - 1]; }
ByteView commitment_in(act::Leaf const& leaf, Part index) {
  return ByteView(leaf).subspan(11 + 32 * (static_cast<std::size_t>(index) - 1), 32);
}

Telling telling(TenantId log, std::optional<SubjectId> subject) {
  return {
      log,    EventType::consulted, "{\"fields\":[\"email\"]}", "{\"principal\":\"desk\"}", "{\"reason\":\"ticket\"}",
      subject};
}

TEST(Scribe, EachPartOpensUnderItsHolderAndIsWhatTheLeafCommitsTo) {
  House house;
  auto const tenant = house.add_tenant();
  auto const subject = house.add_subject(tenant);
  auto const told = telling(tenant, subject);
  auto const event = house.event(told);
  auto const audit = must(house.keyring().audit(tenant));
  auto const person = must(house.keyring().subject(tenant, subject));

  auto const what = must(PartCipher::open(audit, place(event, Part::what), sealed(event, Part::what)));
  auto const who = must(PartCipher::open(audit, place(event, Part::who), sealed(event, Part::who)));
  auto const whom = must(PartCipher::open(person, place(event, Part::whom), sealed(event, Part::whom)));
  EXPECT_EQ(as_text(what.part), told.what);
  EXPECT_EQ(as_text(who.part), told.who);
  EXPECT_EQ(as_text(whom.part), told.whom);
  EXPECT_EQ(event.whom, subject);

  std::pair<Part, OpenedPart const*> const opened[] = {{Part::what, &what}, {Part::who, &who}, {Part::whom, &whom}};
  for (auto [index, part] : opened) {
    auto const computed = PartCipher::commitment(index, part->nonce, part->part);
    EXPECT_TRUE(std::ranges::equal(computed, commitment_in(event.leaf, index)));
  }
}

TEST(Scribe, TheTenantsKeyDoesNotOpenWhatIsSaidOfAPerson) {
  House house;
  auto const tenant = house.add_tenant();
  auto const subject = house.add_subject(tenant);
  auto const event = house.event(telling(tenant, subject));
  auto const audit = must(house.keyring().audit(tenant));
  auto const stranger = must(house.keyring().subject(tenant, house.add_subject(tenant)));
  EXPECT_EQ(refusal_of(PartCipher::open(audit, place(event, Part::whom), sealed(event, Part::whom))), Code::corrupt);
  EXPECT_EQ(refusal_of(PartCipher::open(stranger, place(event, Part::whom), sealed(event, Part::whom))), Code::corrupt);
}

TEST(Scribe, WithoutASubjectTheTenantHoldsAllThree) {
  House house;
  auto const event = house.event(telling(kCell, std::nullopt));
  auto const audit = must(house.keyring().audit(kCell));
  for (Part index : {Part::what, Part::who, Part::whom})
    EXPECT_TRUE(PartCipher::open(audit, place(event, index), sealed(event, index)));
  EXPECT_FALSE(event.whom);
}

TEST(Scribe, APartOpensAtItsPlaceOnly) {
  House house;
  auto const tenant = house.add_tenant(), other = house.add_tenant();
  auto const event = house.event(telling(tenant, std::nullopt));
  auto const audit = must(house.keyring().audit(tenant));
  auto const right = place(event, Part::what);
  auto const& bytes = sealed(event, Part::what);
  EXPECT_TRUE(PartCipher::open(audit, right, bytes));
  for (auto wrong : {PartCipher::Place{other, right.event, right.index, right.at},
                     PartCipher::Place{right.log, EventId::make(right.at, house.random()), right.index, right.at},
                     PartCipher::Place{right.log, right.event, Part::who, right.at},
                     PartCipher::Place{right.log, right.event, right.index, right.at + std::chrono::hours(1)}})
    EXPECT_EQ(refusal_of(PartCipher::open(audit, wrong, bytes)), Code::corrupt);
  for (std::size_t size : {std::size_t{0}, std::size_t{59}, bytes.size() - 1})
    EXPECT_EQ(refusal_of(PartCipher::open(audit, right, ByteView(bytes).first(size))), Code::corrupt);
  EXPECT_EQ(refusal_of(PartCipher::open(must(house.keyring().audit(other)), right, bytes)), Code::corrupt);
}

TEST(Scribe, TheSameWordsGiveAnotherCommitmentEachTime) {
  House house;
  auto const tenant = house.add_tenant();
  auto const first = house.event(telling(tenant, std::nullopt)), second = house.event(telling(tenant, std::nullopt));
  for (Part index : {Part::what, Part::who, Part::whom})
    EXPECT_FALSE(std::ranges::equal(commitment_in(first.leaf, index), commitment_in(second.leaf, index)));
}

TEST(Scribe, NothingCanBeToldOfASubjectWhoseKeyIsGone) {
  House house;
  auto const tenant = house.add_tenant();
  auto const subject = house.add_subject(tenant);
  must(house.shredder().shred(tenant, subject, house.clock().now()));
  EXPECT_EQ(refusal_of(house.scribe().write(telling(tenant, subject))), Code::gone);
  EXPECT_EQ(refusal_of(house.scribe().write(telling(TenantId::make_random(house.random()), std::nullopt))), Code::gone);
}

TEST(Leaf, IsVersionTypeMinuteAndThreeCommitments) {
  std::array<act::Hash, 3> commitments;
  for (std::size_t i = 0; i < 3; ++i) commitments[i].fill(static_cast<std::uint8_t>(0xa0 + i));
  Time const at = *parse_rfc3339("1970-01-02T00:01:59.999999Z");
  auto const leaf = make_leaf(EventType::refusals_counted, at, commitments);
  EXPECT_EQ(hex(ByteView(leaf).first(11)), "01005b00000000000005a1");  // 91; 1441 minutes
  EXPECT_EQ(hex(ByteView(leaf).subspan(11)), hex(commitments[0]) + hex(commitments[1]) + hex(commitments[2]));
}

}  // namespace
}  // namespace troth::audit
