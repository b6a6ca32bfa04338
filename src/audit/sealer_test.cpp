#include "audit/sealer.h"

#include "audit/house_fixture.h"
#include "audit/rotation.h"
#include "audit/row_tiles.h"
#include "merkle/note.h"

namespace troth::audit {
namespace {

using merkle::Checkpoint;
using merkle::Note;

/// A house with a sealer over it; `again` is what a restart finds.
class Seals : public ::testing::Test {
 protected:
  Seals() : state_(house_.seal_folder()) {
    must(Sealer(wiring()).create());
    again();
  }
  Sealer::Wiring wiring() {
    return {house_.store(), house_.seal(), state_, house_.clock(), house_.random(), "log.example.com/eu-1"};
  }

  Result<> open(std::vector<std::string> const& witnessed = {}) {
    sealer_.emplace(wiring());
    return sealer_->open(witnessed);
  }
  void again() {
    sealer_.reset();
    house_.reopen();
    must(open());
  }
  void tell(TenantId log, int times = 1) {
    for (int i = 0; i < times; ++i)
      must(house_.commit(store::WriteSet(house_.event({log, act::EventType::recorded, "{}", "{}", "{}", {}}))));
  }
  void change(store::Sql sql, store::Params params = {}) {
    must(house_.commit(store::WriteSet(house_.event({kCell, act::EventType::administered, "{}", "{}", "{}", {}}))
                           .then(sql, params, store::kAny)));
  }
  Checkpoint seal() {
    EXPECT_TRUE(must(sealer_->seal()));
    must(sealer_->show({}, false));
    return sealer_->newest()->head;
  }

  /// Yesterday's database, of a cell with two seals of which the first was of `grown` and others: the last seal, its
  /// entry and what it sealed are not there. The state in the seal's folder is today's.
  void restore_to_one_seal(TenantId grown) {
    auto const event = house_.rows("SELECT MAX(seq) FROM event WHERE tenant_id = $1", {grown}).at(0)[0].integer();
    change("DELETE FROM log_entry WHERE seq = 1 AND tenant_id = $1", {kSealLog});
    change("DELETE FROM log_seal WHERE number = 1");
    change("DELETE FROM event WHERE tenant_id = $1 AND seq = $2", {grown, event});
    auto const keep = [&](TenantId log, std::size_t size) {
      merkle::CompactRange range;
      for (auto const& row :
           house_.rows(log == kSealLog ? store::Sql("SELECT entry FROM log_entry WHERE tenant_id = $1 ORDER BY seq")
                                       : store::Sql("SELECT leaf FROM event WHERE tenant_id = $1 ORDER BY seq"),
                       {log}))
        range.append(merkle::leaf_hash(row[0].bytes()));
      EXPECT_EQ(range.size(), size);
      change("UPDATE log_head SET size = $1, range = $2, root = $3 WHERE tenant_id = $4",
             {static_cast<std::int64_t>(size), range.encode(), ByteView(range.root()), log});
    };
    keep(kSealLog, 1);
    keep(grown, static_cast<std::size_t>(event));
    sealer_.reset();
    house_.reopen();
  }

  House house_;
  SignedState state_;
  std::optional<Sealer> sealer_;
};

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
