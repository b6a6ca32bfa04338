#include "audit/house_fixture.h"
#include "audit/part_cipher.h"
#include "audit/row_tiles.h"
#include "audit/search_index.h"

namespace troth::audit {
namespace {

/// RFC 6962 section 2.1, from its definition: no stack, no cleverness.
merkle::Hash tree_root(std::vector<merkle::Hash> const& leaves) {
  if (leaves.empty()) return merkle::empty_root();
  if (leaves.size() == 1) return leaves.front();
  std::size_t split = 1;
  while (split * 2 < leaves.size()) split *= 2;
  auto const middle = leaves.begin() + static_cast<std::ptrdiff_t>(split);
  return merkle::node_hash(tree_root({leaves.begin(), middle}), tree_root({middle, leaves.end()}));
}

class Logs : public ::testing::Test {
 protected:
  Logs() : house_({{"guard", 1, "CREATE TABLE guard (id BIGINT NOT NULL PRIMARY KEY)"}}) {}

  store::WriteSet set(TenantId log, int events = 1) {
    store::WriteSet out(tell(log));
    for (int i = 1; i < events; ++i) out = std::move(out).also(tell(log));
    return out;
  }
  act::Event tell(TenantId log) {
    return house_.event({log, act::EventType::recorded, "{}", "{}", "{}", std::nullopt});
  }
  store::WriteSet missing(TenantId log, int events = 1) {
    return set(log, events).require("SELECT 1 FROM guard WHERE id = $1", {404});
  }

  /// Every row in order without a gap, and the stored head equal to a recomputation over the rows' leaves.
  void expect_whole(TenantId log, std::size_t size) {
    auto const rows = house_.rows(sql::select_events, {log, 0, 10'000});
    std::vector<merkle::Hash> leaves;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(rows[i][0].integer(), static_cast<std::int64_t>(i));
      leaves.push_back(merkle::leaf_hash(rows[i][4].bytes()));
    }
    EXPECT_EQ(leaves.size(), size);
    auto const head = house_.rows("SELECT size, root, range FROM log_head WHERE tenant_id = $1", {log});
    ASSERT_EQ(head.size(), size == 0 ? 0u : 1u);
    if (size == 0) return;
    EXPECT_EQ(head[0][0].integer(), static_cast<std::int64_t>(size));
    EXPECT_EQ(hex(head[0][1].bytes()), hex(tree_root(leaves)));
    EXPECT_EQ(merkle::CompactRange::decode(head[0][2].bytes())->root(), tree_root(leaves));
  }

  House house_;
};

TEST_F(Logs, HeadsEqualARecomputation) {
  TenantId const a = house_.add_tenant(), b = house_.add_tenant();
  for (int i = 0; i < 21; ++i) {
    must(house_.commit(set(a)));
    if (i % 3 == 0) must(house_.commit(set(b, 2)));
    if (i % 5 == 0) must(house_.commit(set(kCell).also(tell(a))));
  }
  expect_whole(a, 26);
  expect_whole(b, 14);
  expect_whole(kCell, 5);
}

TEST_F(Logs, ADroppedSetLeavesNoGap) {
  TenantId const a = house_.add_tenant(), b = house_.add_tenant();
  EXPECT_EQ(refusal_of(house_.commit(missing(a))), Code::conflict);
  expect_whole(a, 0);
  std::vector<std::future<Result<>>> fates;
  for (int i = 0; i < 60; ++i) {
    auto fate = std::make_shared<std::promise<Result<>>>();
    fates.push_back(fate->get_future());
    TenantId const log = i % 2 ? a : b;
    auto one = i % 3 == 0 ? missing(log, 3).also(tell(kCell)) : set(log, 2);
    must(house_.store().committer().submit(std::move(one), store::Lane::interactive,
                                           [fate](Result<> outcome) { fate->set_value(std::move(outcome)); }));
  }
  int kept = 0;
  for (auto& fate : fates) kept += fate.get().has_value();
  EXPECT_EQ(kept, 40);
  expect_whole(a, 40);
  expect_whole(b, 40);
  expect_whole(kCell, 0);
}

TEST_F(Logs, GoOnAfterARestart) {
  TenantId const a = house_.add_tenant();
  for (int i = 0; i < 5; ++i) must(house_.commit(set(a)));
  house_.reopen();
  must(house_.commit(set(a, 3)));
  EXPECT_FALSE(house_.commit(missing(a)));
  must(house_.commit(set(a)));
  expect_whole(a, 9);
}

TEST_F(Logs, AHeadThatCannotBeReadStopsTheLog) {
  TenantId const a = house_.add_tenant();
  must(house_.commit(set(a)));
  must(house_.commit(set(kCell).then("UPDATE log_head SET range = $1 WHERE tenant_id = $2", {Bytes{1, 2, 3}, a})));
  house_.reopen();
  EXPECT_EQ(refusal_of(house_.commit(set(a))), Code::corrupt);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM event WHERE tenant_id = $1", {a}), 1);
}

TEST_F(Logs, AShreddedPersonsPartIsGoneWhileTheProofStands) {
  TenantId const tenant = house_.add_tenant();
  SubjectId const subject = house_.add_subject(tenant);
  auto const event =
      house_.event({tenant, act::EventType::consulted, "{\"a\":1}", "{}", "{\"reason\":\"a look\"}", subject});
  must(house_.commit(store::WriteSet(event)));
  PartCipher::Place const whom{tenant, event.id, act::Part::whom, event.at};
  EXPECT_TRUE(PartCipher::open(must(house_.keyring().subject(tenant, subject)), whom, event.parts[2]));

  must(house_.shredder().shred(tenant, subject, house_.clock().now()));
  house_.reopen();
  EXPECT_EQ(refusal_of(house_.keyring().subject(tenant, subject)), Code::gone);
  auto const row = house_.rows(sql::select_events, {tenant, 0, 10}).at(0);
  auto const leaf = row[4].bytes();
  EXPECT_TRUE(std::ranges::equal(leaf, event.leaf));
  PartCipher::Place const what{tenant, event.id, act::Part::what, row[2].time()};
  auto const opened = must(PartCipher::open(must(house_.keyring().audit(tenant)), what, row[5].bytes()));
  EXPECT_EQ(as_text(opened.part), "{\"a\":1}");
  EXPECT_TRUE(std::ranges::equal(PartCipher::commitment(act::Part::what, opened.nonce, opened.part),
                                 ByteView(leaf).subspan(11, 32)));
  expect_whole(tenant, 1);
}

TEST_F(Logs, ForgettingASubjectLeavesEveryLeaf) {
  TenantId const tenant = house_.add_tenant();
  SubjectId const subject = house_.add_subject(tenant);
  Bytes const handle(16, 0x5a);
  auto consult = [&] {
    must(house_.commit(
        store::WriteSet(house_.event({tenant, act::EventType::consulted, "{}", "{}", "{\"x\":1}", subject}))));
  };
  consult(), consult();
  while (must(SearchIndex::advance(house_.store(), tenant)) > 0) continue;
  consult();  // one in the tail that the index has not reached
  must(house_.commit(set(tenant)
                         .then(sql::forget_indexed, {handle, Bytes(), tenant, subject}, {2, 2})
                         .then(sql::index_handle, {handle, tenant, subject}, {2, 2})
                         .then(sql::unindex_subject, {tenant, subject}, {2, 2})
                         .then(sql::forget_tail, {handle, Bytes(), tenant, subject}, {1, 1})));
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM event WHERE subject_id = $1", {subject}), 0);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM event WHERE subject_id = $1 AND LENGTH(whom) = 0", {handle}), 3);
  while (must(SearchIndex::advance(house_.store(), tenant)) > 0) continue;
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM event_search WHERE kind = 2 AND key = $1", {subject}), 0);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM event_search WHERE kind = 2 AND key = $1", {handle}), 3);
  expect_whole(tenant, 4);
}

TEST_F(Logs, AnEventThatGetsNoPlaceTakesItsActAlong) {
  TenantId const tenant = house_.add_tenant();
  must(house_.commit(set(tenant)));
  must(house_.commit(set(kCell).then("DELETE FROM log_head WHERE tenant_id = $1", {tenant})));
  EXPECT_FALSE(house_.commit(set(tenant).then("INSERT INTO guard (id) VALUES ($1)", {7})));
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM guard"), 0);
}

TEST_F(Logs, KeepARowForEach256Leaves) {
  TenantId const tenant = house_.add_tenant();
  for (int i = 0; i < 6; ++i) must(house_.commit(set(tenant, 100)));
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM log_node WHERE tenant_id = $1 AND level = 1", {tenant}), 2);
  auto snapshot = house_.snapshot();
  auto const head = *must(load_head(*snapshot, tenant));
  RowTiles tiles(*snapshot, tenant, head);
  EXPECT_EQ(must(merkle::root_at(tiles, 600)), head.root);
  for (std::uint64_t index : {0, 255, 256, 511, 599})
    EXPECT_TRUE(merkle::verify_inclusion(index, 600,
                                         must(tiles.tile({0, index / 256, unsigned(index % 256 + 1)})).back(),
                                         must(merkle::prove_inclusion(tiles, index, 600)), head.root));
}

}  // namespace
}  // namespace troth::audit
