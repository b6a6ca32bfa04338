#pragma once
#include "audit/house_fixture.h"
#include "audit/rotation.h"
#include "audit/row_tiles.h"
#include "audit/sealer.h"
#include "merkle/note.h"

namespace troth::audit {

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

}  // namespace troth::audit
