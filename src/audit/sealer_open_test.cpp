// What a start and a rotation believe, and what stops them.
#include "audit/seals_fixture.h"

namespace troth::audit {
namespace {

TEST_F(Seals, AnEntryThatACrashLeftUnsignedIsSignedAtTheNextStart) {
  auto const a = house_.add_tenant();
  tell(a);
  seal();
  auto const before = must(state_.checkpoint());
  tell(a);
  auto const second = seal();
  must(state_.swap_checkpoint(must(state_.checkpoint()), before));  // as if we had died before it was kept
  again();
  EXPECT_EQ(sealer_->newest()->head, second);
  EXPECT_EQ(must(Checkpoint::parse(must(Note::parse(must(state_.checkpoint()))).text)), second);
}

TEST_F(Seals, ARestoredDatabaseIsNotSigned) {
  auto const a = house_.add_tenant();
  tell(a);
  seal();
  tell(a);
  seal();
  restore_to_one_seal(a);
  auto const refused = open();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_NE(refused.error().at.find("rotate --after-restore"), std::string::npos);
}

TEST_F(Seals, AfterARestoreEveryLogBeginsAnEpochThatSaysWhatWasLost) {
  auto const a = house_.add_tenant(), b = house_.add_tenant();
  tell(a, 5), tell(b, 2);
  seal();
  tell(a);
  auto const lost = seal();
  auto const keys = sealer_->verifiers();
  LogRotation::Wiring const wiring{house_.store(), house_.seal(), state_, house_.scribe(), house_.clock(), {}};
  EXPECT_EQ(refusal_of(LogRotation::run(wiring)), Code::conflict);  // nothing is behind
  restore_to_one_seal(a);
  EXPECT_EQ(refusal_of(open()), Code::conflict);

  auto const outcome = must(LogRotation::run(
      LogRotation::Wiring{house_.store(), house_.seal(), state_, house_.scribe(), house_.clock(), {}}));
  EXPECT_EQ(outcome.to, 2u);
  EXPECT_EQ(outcome.signed_size, 2u);
  EXPECT_EQ(outcome.restored_size, 1u);
  again();
  EXPECT_EQ(sealer_->epoch(), 2u);
  EXPECT_EQ(sealer_->cell_origin(), keys.at(1).name()) << "the next epoch's key was published in advance";
  auto snapshot = house_.snapshot();
  auto const head = *must(load_head(*snapshot, kSealLog));
  auto const leaf = must(RowTiles(*snapshot, kSealLog, head).entries({0, 0, 1, true})).at(0);
  auto const end = merkle::EpochEnd::parse(leaf);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->origin, lost.origin);
  EXPECT_EQ(end->size, 2u);
  EXPECT_EQ(end->root, lost.root);
  EXPECT_EQ(end->restored_size, 1u);
  snapshot.reset();

  tell(a, 300);
  auto const next = seal();
  EXPECT_EQ(next.size, 2u);
  EXPECT_EQ(sealer_->newest()->head_of(a)->size, 301u) << "its epoch's first leaf, then what was told";
  EXPECT_EQ(sealer_->newest()->head_of(b)->size, 1u);
  EXPECT_EQ(house_.count("SELECT type FROM event WHERE tenant_id = $1 AND seq = 2", {b}), 75);
  again();
  EXPECT_EQ(sealer_->newest()->head, next);
}

TEST_F(Seals, ARotationThatWasCutShortIsRunAgain) {
  auto const a = house_.add_tenant();
  tell(a);
  seal();
  tell(a);
  seal();
  auto const before = must(state_.checkpoint());
  restore_to_one_seal(a);
  auto run = [&] {
    return LogRotation::run(
        LogRotation::Wiring{house_.store(), house_.seal(), state_, house_.scribe(), house_.clock(), {}});
  };
  must(run());
  must(state_.swap_checkpoint(must(state_.checkpoint()), before));  // as if it had died before it was signed
  house_.reopen();
  EXPECT_EQ(refusal_of(open()), Code::conflict);
  must(run());
  again();
  EXPECT_EQ(sealer_->epoch(), 2u);
}

TEST_F(Seals, ARewrittenLogOfSealsIsNotSigned) {
  auto const a = house_.add_tenant();
  for (int i = 0; i < 3; ++i) {
    tell(a);
    seal();
  }
  change("UPDATE log_entry SET entry = $1 WHERE seq = 0 AND tenant_id = $2", {merkle::slots_entry(4, {}), kSealLog});
  sealer_.reset();
  house_.reopen();
  EXPECT_EQ(refusal_of(open()), Code::conflict);
}

TEST_F(Seals, AMissingStateIsNoNewCell) {
  tell(house_.add_tenant());
  seal();
  std::filesystem::remove(house_.seal_folder() / "log-checkpoint");
  sealer_.reset();
  house_.reopen();
  EXPECT_EQ(refusal_of(open()), Code::conflict);
}

TEST_F(Seals, AWitnessThatHasSeenMoreStopsTheStart) {
  auto const a = house_.add_tenant();
  tell(a);
  seal();
  auto const early = must(state_.checkpoint());
  tell(a);
  seal();
  auto const late = must(state_.checkpoint());
  sealer_.reset();
  house_.reopen();
  must(open({early, late}));
  // A head of another history, signed with our own key: what a rolled-back twin of this cell would have shown.
  auto const origin = sealer_->cell_origin();
  merkle::SignerKey const key(origin, merkle::KeyType::ed25519, must(house_.seal().log_key(1, origin)));
  Note ahead{Checkpoint{origin, 5, merkle::leaf_hash(as_bytes("x"))}.text(), {}};
  ahead.signatures.push_back(key.sign(ahead.text));
  EXPECT_EQ(refusal_of(open({ahead.encode()})), Code::conflict);
  Note fork{Checkpoint{origin, 1, merkle::leaf_hash(as_bytes("x"))}.text(), {}};
  fork.signatures.push_back(key.sign(fork.text));
  EXPECT_EQ(refusal_of(open({fork.encode()})), Code::conflict);
}

TEST_F(Seals, ATenantsLogThatIsNotTheSealedOneIsNotSealedAgain) {
  auto const a = house_.add_tenant();
  tell(a, 4);
  seal();
  change("UPDATE event SET leaf = $1 WHERE tenant_id = $2 AND seq = 2", {Bytes(107, 7), a});
  again();
  tell(a);
  EXPECT_EQ(refusal_of(sealer_->seal()), Code::conflict);
}

TEST_F(Seals, HeadsChangedAfterTheyWereSealedAreSeenAtTheStart) {
  auto const a = house_.add_tenant();
  tell(a, 4);
  seal();
  change("UPDATE log_slot SET sealed_size = 3 WHERE tenant_id = $1", {a});
  sealer_.reset();
  house_.reopen();
  EXPECT_EQ(refusal_of(open()), Code::conflict);
}

// A reviewer rewrote a leaf together with every row that is not signed: head, sealed head and the seal's own row.
TEST_F(Seals, ALogRewrittenTogetherWithItsSealsRowsIsNotSigned) {
  auto const a = house_.add_tenant();
  tell(a, 3);
  seal();
  change("UPDATE event SET leaf = $1 WHERE tenant_id = $2 AND seq = 1", {Bytes(107, 7), a});
  merkle::CompactRange range;
  for (auto const& row : house_.rows("SELECT leaf FROM event WHERE tenant_id = $1 ORDER BY seq", {a}))
    range.append(merkle::leaf_hash(row[0].bytes()));
  change("UPDATE log_head SET range = $1, root = $2 WHERE tenant_id = $3", {range.encode(), ByteView(range.root()), a});
  change("UPDATE log_slot SET sealed_root = $1 WHERE tenant_id = $2", {ByteView(range.root()), a});
  auto const sealed = sealer_->newest();
  auto heads = *sealed->heads;
  heads[a].root = range.root();
  change("UPDATE log_seal SET root = $1", {ByteView(tree_of(sealed->seed, heads)->root())});
  sealer_.reset();
  house_.reopen();
  EXPECT_EQ(refusal_of(open()), Code::conflict);
}

// A reviewer deleted a row: the check failed to finish, and was not made again.
TEST_F(Seals, ACheckThatCouldNotFinishIsMadeAgain) {
  auto const a = house_.add_tenant();
  tell(a, 4);
  seal();
  change("DELETE FROM event WHERE tenant_id = $1 AND seq = 1", {a});
  again();
  tell(a);
  EXPECT_FALSE(sealer_->seal());
  EXPECT_FALSE(sealer_->seal());
}

// Found by injected errors: one failed fsync of the state had stopped all sealing until a restart.
TEST_F(Seals, ASignatureThatCouldNotBeKeptIsKeptByTheNextRound) {
  auto const a = house_.add_tenant();
  tell(a);
  seal();
  tell(a);
  auto const in_the_way = house_.seal_folder() / "log-checkpoint.tmp";
  std::filesystem::create_directories(in_the_way / "x");
  EXPECT_FALSE(sealer_->seal());
  EXPECT_EQ(sealer_->pending()->head.size, 1u);
  std::filesystem::remove_all(in_the_way);
  EXPECT_EQ(seal().size, 2u);
  tell(a);
  EXPECT_EQ(seal().size, 3u);
}

TEST_F(Seals, TwoEntriesThatWereNeverSignedAreNotSignedNow) {
  auto const a = house_.add_tenant();
  tell(a);
  seal();
  auto const before = must(state_.checkpoint());
  for (int i = 0; i < 2; ++i) tell(a), seal();
  must(state_.swap_checkpoint(must(state_.checkpoint()), before));
  sealer_.reset();
  house_.reopen();
  EXPECT_EQ(refusal_of(open()), Code::conflict);
}

TEST_F(Seals, AnUnsignedEntryMustGrowFromTheSealBeforeIt) {
  auto const a = house_.add_tenant();
  tell(a, 2);
  seal();
  auto const before = must(state_.checkpoint());
  tell(a);
  seal();
  must(state_.swap_checkpoint(must(state_.checkpoint()), before));
  change("UPDATE log_slot SET previous_size = 1, previous_root = $1 WHERE tenant_id = $2", {Bytes(32, 1), a});
  sealer_.reset();
  house_.reopen();
  EXPECT_EQ(refusal_of(open()), Code::conflict);
}

TEST_F(Seals, ATenantThatCameAfterARotationIsSealedInTheNewEpoch) {
  auto const a = house_.add_tenant();
  for (int i = 0; i < 2; ++i) tell(a), seal();
  restore_to_one_seal(a);
  must(LogRotation::run(
      LogRotation::Wiring{house_.store(), house_.seal(), state_, house_.scribe(), house_.clock(), {}}));
  again();
  auto const fresh = house_.add_tenant();
  tell(fresh);
  seal();
  EXPECT_EQ(must(load_head(*house_.snapshot(), fresh))->epoch, 2u);
}

TEST_F(Seals, AWitnessesWordThatWeDidNotSignStopsNobody) {
  auto const a = house_.add_tenant();
  tell(a);
  seal();
  merkle::SignerKey const other("witness.example.com", merkle::KeyType::cosignature, Secret(32));
  Note invented{Checkpoint{sealer_->cell_origin(), 9, {}}.text(), {}};
  invented.signatures.push_back(other.sign(invented.text, 1));
  sealer_.reset();
  house_.reopen();
  must(open({invented.encode(), "no note"}));
}

}  // namespace
}  // namespace troth::audit
