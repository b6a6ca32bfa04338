#include "audit/fsck.h"

#include "audit/house_fixture.h"
#include "audit/row_tiles.h"
#include "audit/sealer.h"
#include "audit/search_index.h"

namespace troth::audit {
namespace {

/// Two tenants' logs and the cell's, sealed three times and indexed; whole, until a test changes something.
class Checked : public ::testing::Test {
 protected:
  static constexpr int kEvents = 600;  // of a_: two tiles full, one not

  Checked() : state_(house_.seal_folder()) {
    sealer_.emplace(
        Sealer::Wiring{house_.store(), house_.seal(), state_, house_.clock(), house_.random(), "log.example.com/eu-1"});
    must(sealer_->create());
    must(sealer_->open());
    a_ = house_.add_tenant(), b_ = house_.add_tenant();
    whom_ = house_.add_subject(a_);
    for (int part = 0; part < 3; ++part) {
      for (int i = 0; i < kEvents / 3; ++i) tell(a_);
      tell(b_), settle();
      EXPECT_TRUE(must(sealer_->seal()));
    }
    while (must(SearchIndex::advance(house_.store(), a_)) > 0) continue;
  }
  /// In the order of the calls; durable once a later commit is.
  void tell(TenantId log) {
    Telling telling{log, act::EventType::recorded, "{}", "{}", "{}", {}, PrincipalId{}};
    if (log == a_) telling.subject = whom_;
    must(house_.store().committer().submit(store::WriteSet(house_.event(telling)), store::Lane::interactive,
                                           [](Result<> fate) { must(std::move(fate)); }));
  }
  /// Behind the back of the log that it changes: of the cell's own it says no more than that something was done.
  void doctor(store::Sql sql, store::Params params) {
    must(house_.commit(noted().then(sql, std::move(params), store::kAny)));
  }
  void settle() { must(house_.commit(noted())); }
  store::WriteSet noted() {
    return store::WriteSet(house_.event({kCell, act::EventType::administered, "{}", "{}", "{}", {}}));
  }
  Fsck::Outcome check() {
    Fsck::Outside const outside{must(state_.checkpoint()), must(state_.cosigned())};
    auto snapshot = house_.snapshot();
    return must(Fsck::run(*snapshot, outside, {}));
  }
  /// All findings are of this log, and one is at `where` and says this.
  void expect(TenantId log, std::string_view where, std::string_view says) {
    auto const out = check();
    bool found = false;
    for (auto const& finding : out.findings.list()) {
      EXPECT_EQ(finding.log, log_title(log)) << finding.where << ": " << finding.says;
      found = found || (finding.where.find(where) != std::string::npos && finding.says.find(says) != std::string::npos);
    }
    EXPECT_TRUE(found) << all(out);
  }
  static std::string all(Fsck::Outcome const& out) {
    std::string text;
    for (auto const& finding : out.findings.list())
      text += finding.log + " | " + finding.where + " | " + finding.says + "\n";
    return text;
  }

  House house_;
  SignedState state_;
  std::optional<Sealer> sealer_;
  TenantId a_, b_;
  std::optional<SubjectId> whom_;
};

TEST_F(Checked, FindsNothingInACellThatIsWhole) {
  auto const out = check();
  EXPECT_EQ(out.findings.total(), 0u) << all(out);
  EXPECT_EQ(out.seals, 3u);
  EXPECT_EQ(out.leaves, kEvents + 3u + 3u + 3u);
}

TEST_F(Checked, FindsNothingWhileEventsGoOnAfterTheSeal) {
  tell(a_), tell(b_), settle();
  EXPECT_EQ(check().findings.total(), 0u);
}

TEST_F(Checked, SaysHowManyRowsItHasSeen) {
  auto snapshot = house_.snapshot();
  std::uint64_t last = 0, all = 0;
  must(Fsck::run(*snapshot, {must(state_.checkpoint()), ""}, [&](auto done, auto of) { last = done, all = of; }));
  EXPECT_EQ(last, all);
  EXPECT_GT(all, 600u);
}

TEST_F(Checked, NamesTheTileUnderWhichALeafWasChanged) {
  auto const leaf = house_.rows("SELECT leaf FROM event WHERE tenant_id = $1 AND seq = 300", {a_})[0][0].bytes();
  auto changed = leaf;
  changed.back() ^= 1;
  doctor("UPDATE event SET leaf = $1 WHERE tenant_id = $2 AND seq = 300", {changed, a_});
  expect(a_, "seq 256 to 511", "one of them was changed");
}

TEST_F(Checked, NamesTheLeavesBehindTheLastTileAmongWhichOneWasChanged) {
  doctor(
      "UPDATE event SET leaf = (SELECT leaf FROM event WHERE tenant_id = $1 AND seq = 0) WHERE tenant_id = $1 AND "
      "seq = 599",
      {a_});
  expect(a_, "head", "seq 592 to 599");
}

TEST_F(Checked, NamesARowWhoseColumnsAreNotThoseOfItsLeaf) {
  doctor("UPDATE event SET type = 7 WHERE tenant_id = $1 AND seq = 5", {a_});
  expect(a_, "seq 5", "the type");
  doctor("UPDATE event SET type = 2, at = at + 60000000 WHERE tenant_id = $1 AND seq = 5", {a_});
  expect(a_, "seq 5", "the time");
}

TEST_F(Checked, NamesATileHashThatWasChangedOrDeleted) {
  doctor("UPDATE log_node SET hash = $1 WHERE tenant_id = $2 AND level = 1 AND idx = 1", {Bytes(32), a_});
  expect(a_, "tile 1/000, hash 1", "the hash was changed");
  doctor("DELETE FROM log_node WHERE tenant_id = $1 AND level = 1 AND idx = 1", {a_});
  expect(a_, "tile 1/000, hash 1", "was deleted");
}

TEST_F(Checked, NamesTileHashesOfNoLeaves) {
  doctor("INSERT INTO log_node (tenant_id, epoch, level, idx, hash) VALUES ($1, 1, 1, 2, $2)", {a_, Bytes(32)});
  expect(a_, "tiles", "belong to no leaves");
}

TEST_F(Checked, NamesAHeadThatIsNotOfItsLeaves) {
  doctor("UPDATE log_head SET root = $1 WHERE tenant_id = $2", {Bytes(32), b_});
  expect(b_, "head", "the root of the head is not that of the leaves");
}

TEST_F(Checked, NamesARowThatWasDeletedAndAnEndThatWasCut) {
  doctor("DELETE FROM event WHERE tenant_id = $1 AND seq = 1", {b_});
  expect(b_, "seq 1", "events were deleted");
  doctor("DELETE FROM event WHERE tenant_id = $1 AND seq = 2", {b_});
  expect(b_, "seq 1 to 2", "the log was cut");
}

TEST_F(Checked, NamesRowsBehindTheHead) {
  doctor(
      "INSERT INTO event (tenant_id, seq, event_id, at, type, leaf, what, who, whom) SELECT tenant_id, 9, event_id, "
      "at, type, leaf, what, who, whom FROM event WHERE tenant_id = $1 AND seq = 0",
      {b_});
  expect(b_, "seq 9", "1 rows lie outside");
}

TEST_F(Checked, NamesALogWhoseHeadWasTakenAway) {
  doctor("DELETE FROM log_head WHERE tenant_id = $1", {b_});
  expect(b_, "seq 0", "3 rows lie outside");
  expect(b_, "sealed head", "it was cut after it was sealed");
}

/// A head over fewer leaves, as somebody would make it who knows the format: consistent in itself.
TEST_F(Checked, NamesALogThatWasCutConsistently) {
  merkle::CompactRange shorter;
  for (auto const& row : house_.rows("SELECT leaf FROM event WHERE tenant_id = $1 AND seq < 2 ORDER BY seq", {b_}))
    shorter.append(merkle::leaf_hash(row[0].bytes()));
  auto const root = shorter.root();
  doctor("DELETE FROM event WHERE tenant_id = $1 AND seq = 2", {b_});
  doctor("UPDATE log_head SET size = 2, range = $1, root = $2 WHERE tenant_id = $3",
         {shorter.encode(), ByteView(root), b_});
  expect(b_, "sealed head", "it was cut after it was sealed");
  // And who changes the sealed head too is named by the seal.
  doctor("UPDATE log_slot SET sealed_size = 2, sealed_root = $1 WHERE tenant_id = $2", {ByteView(root), b_});
  expect(kSealLog, "seal 2", "are not those that the newest seal committed to");
}

TEST_F(Checked, NamesASealedHeadThatWasChanged) {
  doctor("UPDATE log_slot SET sealed_root = $1 WHERE tenant_id = $2", {Bytes(32), b_});
  auto const out = check();
  EXPECT_EQ(out.findings.of(b_), 1u) << all(out);
  EXPECT_EQ(out.findings.of(kSealLog), 1u) << all(out);
}

TEST_F(Checked, NamesSealsWhoseRowsAreNotTheirEntries) {
  doctor("UPDATE log_seal SET root = $1 WHERE tenant_id = $2 AND number = 1", {Bytes(32), kCell});
  expect(kSealLog, "seal 1", "not what its entry");
  doctor("DELETE FROM log_seal WHERE tenant_id = $1 AND number = 1", {kCell});
  expect(kSealLog, "seal 1", "its row is missing");
}

TEST_F(Checked, NamesDataThatIsOlderThanWhatWasSigned) {
  std::string const one_seal_ago = must(state_.checkpoint());
  merkle::CompactRange shorter;
  for (auto const& row :
       house_.rows("SELECT entry FROM log_entry WHERE tenant_id = $1 AND seq < 2 ORDER BY seq", {kSealLog}))
    shorter.append(merkle::leaf_hash(row[0].bytes()));
  auto const root = shorter.root();
  doctor("DELETE FROM log_entry WHERE tenant_id = $1 AND seq = 2", {kSealLog});
  doctor("DELETE FROM log_seal WHERE tenant_id = $1 AND number = 2", {kCell});
  doctor("UPDATE log_head SET size = 2, range = $1, root = $2 WHERE tenant_id = $3",
         {shorter.encode(), ByteView(root), kSealLog});
  expect(kSealLog, "signed state", "the data was restored or cut");
}

TEST_F(Checked, NamesACellLogThatWasRewritten) {
  auto entry = house_.rows("SELECT entry FROM log_entry WHERE tenant_id = $1 AND seq = 0", {kSealLog})[0][0].bytes();
  entry.back() ^= 1;
  Bytes const root(entry.end() - 32, entry.end());
  doctor("UPDATE log_entry SET entry = $1 WHERE tenant_id = $2 AND seq = 0", {entry, kSealLog});
  doctor("UPDATE log_seal SET root = $1 WHERE tenant_id = $2 AND number = 0", {root, kCell});
  merkle::CompactRange made_anew;
  for (auto const& row : house_.rows("SELECT entry FROM log_entry WHERE tenant_id = $1 ORDER BY seq", {kSealLog}))
    made_anew.append(merkle::leaf_hash(row[0].bytes()));
  auto const head = made_anew.root();
  doctor("UPDATE log_head SET range = $1, root = $2 WHERE tenant_id = $3",
         {made_anew.encode(), ByteView(head), kSealLog});
  expect(kSealLog, "signed state", "the log was rewritten");
}

TEST_F(Checked, NamesASignedStateThatIsNotThere) {
  std::filesystem::remove(house_.seal_folder() / "log-checkpoint");
  expect(kSealLog, "signed state", "is missing");
}

TEST_F(Checked, NamesASearchIndexThatLacksAnEvent) {
  doctor("DELETE FROM event_search WHERE tenant_id = $1 AND kind = 2 AND seq = 7", {a_});
  expect(a_, "search index by subject", "599 rows for 600 events");
}

TEST_F(Checked, KeepsAHundredFindingsOfALogInWordsAndCountsTheOthers) {
  doctor("UPDATE event SET type = 7 WHERE tenant_id = $1", {a_});
  auto const out = check();
  EXPECT_EQ(out.findings.total(), 600u);
  EXPECT_EQ(out.findings.list().size(), Findings::kMost);
}

}  // namespace
}  // namespace troth::audit
