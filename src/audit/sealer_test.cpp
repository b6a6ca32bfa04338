#include "audit/seals_fixture.h"

namespace troth::audit {
namespace {

TEST_F(Seals, CommitToEveryLogUnderOneSignedHead) {
  auto const a = house_.add_tenant(), b = house_.add_tenant();
  tell(a, 3), tell(b, 300);
  auto const head = seal();
  EXPECT_EQ(head.size, 1u);
  auto const sealed = sealer_->newest();
  auto const* of_b = sealed->head_of(b);
  ASSERT_TRUE(of_b);
  EXPECT_EQ(of_b->size, 300u);
  auto const salt = merkle::slot_salt(sealed->seed, of_b->slot);
  auto const leaf = merkle::slot_leaf(salt, {of_b->origin, of_b->size, of_b->root});
  EXPECT_TRUE(merkle::verify_inclusion(of_b->slot, sealed->slots->slots(), leaf, sealed->slots->prove(of_b->slot),
                                       sealed->slots->root()));
  auto const entry = merkle::slots_entry(sealed->slots->slots(), sealed->slots->root());
  EXPECT_EQ(head.root, merkle::leaf_hash(entry));

  auto const keys = sealer_->verifiers();
  auto const note = must(Note::parse(sealed->checkpoint));
  EXPECT_EQ(must(merkle::signers(note, keys)).size(), 1u);
  EXPECT_EQ(must(Checkpoint::parse(note.text)), head);
  EXPECT_EQ(must(state_.checkpoint()), sealed->checkpoint);
}

TEST_F(Seals, AreSkippedWhenNothingHasGrown) {
  tell(house_.add_tenant());
  seal();
  EXPECT_FALSE(must(sealer_->seal()));
}

TEST_F(Seals, KeepEachSlotForEver) {
  auto const a = house_.add_tenant(), b = house_.add_tenant();
  tell(b);
  seal();
  auto const slot = sealer_->newest()->head_of(b)->slot;
  tell(a), tell(b);
  seal();
  EXPECT_EQ(sealer_->newest()->head_of(b)->slot, slot);
  EXPECT_NE(sealer_->newest()->head_of(a)->slot, slot);
  again();
  EXPECT_EQ(sealer_->newest()->head_of(b)->slot, slot);
}

TEST_F(Seals, GoOnAfterARestart) {
  auto const a = house_.add_tenant();
  tell(a, 2);
  auto const first = seal();
  again();
  EXPECT_EQ(sealer_->newest()->head, first);
  tell(a);
  auto const second = seal();
  EXPECT_EQ(second.size, 2u);
  EXPECT_TRUE(merkle::verify_consistency(1, 2, first.root, second.root, must(sealer_->growth(1))));
}

TEST_F(Seals, ProveGrowthOverManySeals) {
  auto const a = house_.add_tenant();
  std::vector<Checkpoint> heads;
  for (int i = 0; i < 9; ++i) {
    tell(a);
    heads.push_back(seal());
  }
  for (auto const& old : heads)
    EXPECT_EQ(old == heads.back() ||
                  merkle::verify_consistency(old.size, 9, old.root, heads.back().root, must(sealer_->growth(old.size))),
              true);
}

TEST_F(Seals, SomebodyElsesSignatureStopsUs) {
  auto const a = house_.add_tenant();
  tell(a);
  seal();
  must(state_.swap_checkpoint(must(state_.checkpoint()), "another process was here\n"));
  tell(a);
  EXPECT_EQ(refusal_of(sealer_->seal()), Code::conflict);
}

TEST_F(Seals, TheCheckpointOfATenantIsSignedByItsOwnKey) {
  auto const a = house_.add_tenant();
  tell(a, 2);
  seal();
  auto const* head = sealer_->newest()->head_of(a);
  auto const note = must(Note::parse(must(sealer_->checkpoint_of(*head))));
  auto const keys = must(sealer_->verifiers_of(*head));
  ASSERT_EQ(keys.size(), 3u);
  EXPECT_EQ(must(merkle::signers(note, keys)).at(0).key, 0u);
  EXPECT_EQ(must(Checkpoint::parse(note.text)).size, 2u);
}

TEST_F(Seals, ManyLogsManyTimes) {
  std::vector<TenantId> logs;
  for (int i = 0; i < 37; ++i) logs.push_back(house_.add_tenant());
  for (int round = 0; round < 3; ++round) {
    for (auto const log : logs) tell(log);
    seal();
    again();
  }
  for (auto const log : logs) EXPECT_EQ(sealer_->newest()->head_of(log)->size, 3u);
}

}  // namespace
}  // namespace troth::audit
