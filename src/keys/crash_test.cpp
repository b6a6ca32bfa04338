// The epoch job and the shredder, cut short before and after each effect they have on the key store or the seal.
#include "keys/internal/testing.h"

namespace troth::keys {
namespace {

using testing::EventfulDatabase;
using testing::must;
using testing::TempFolder;
using testing::TestCell;

/// Burns down with each effect; at zero the process is dead and nothing works any more.
class Fuse {
 public:
  explicit Fuse(int left) : left_(left) {}
  Result<> burn() {
    if (left_ == 0) return fail(Code::unavailable, "the process died here");
    --left_;
    return {};
  }

 private:
  int left_;
};

class FusedSeal final : public Seal {
 public:
  FusedSeal(Seal& real, Fuse& fuse) : real_(real), fuse_(fuse) {}
  std::string_view kind() const override { return real_.kind(); }
  Result<Bytes> wrap_root(ByteView aad, Secret const& key) override { return real_.wrap_root(aad, key); }
  Result<Secret> unwrap_root(ByteView aad, ByteView wrapped) override { return real_.unwrap_root(aad, wrapped); }
  Result<> create_epoch(std::uint64_t epoch) override {
    return around([&] { return real_.create_epoch(epoch); });
  }
  Result<Bytes> wrap(std::uint64_t epoch, ByteView aad, Secret const& key) override {
    return real_.wrap(epoch, aad, key);
  }
  Result<Secret> unwrap(std::uint64_t epoch, ByteView aad, ByteView wrapped) override {
    return real_.unwrap(epoch, aad, wrapped);
  }
  Result<> destroy_epoch(std::uint64_t epoch) override {
    return around([&] { return real_.destroy_epoch(epoch); });
  }
  Result<std::vector<std::uint64_t>> epochs() override { return real_.epochs(); }
  Result<> create_log_key(std::uint64_t log_epoch) override { return real_.create_log_key(log_epoch); }
  Result<Secret> log_key(std::uint64_t log_epoch, std::string_view origin) override {
    return real_.log_key(log_epoch, origin);
  }

 private:
  template <class Effect>
  Result<> around(Effect effect) {
    TROTH_TRY(fuse_.burn());
    TROTH_TRY(effect());
    return fuse_.burn();
  }
  Seal& real_;
  Fuse& fuse_;
};

Result<> run_epoch_job(Epochs& job, std::uint64_t from) {
  TROTH_TRY(job.open_after(from));
  for (;;) {
    TROTH_TRY(std::uint64_t found, job.rewrap(2));
    if (found == 0) break;
  }
  TROTH_TRY(job.snapshot());
  TROTH_TRY(job.destroy_closed());
  return {};
}

/// Runs the job until the fuse is burnt. True if it came to its end before.
bool run_until(TestCell& cell, int effects) {
  Fuse fuse(effects);
  EventfulDatabase database(cell.database());
  database.around_apply = [&](bool) { return fuse.burn(); };
  FusedSeal seal(cell.seal(), fuse);
  Epochs job(database, seal, cell.keyring(), cell.clock(), cell.random(), cell.snapshot_file());
  return run_epoch_job(job, 1).has_value();
}

TEST(Crash, AnEpochJobCutShortAnywhereIsFinishedAfterTheRestartAndLosesNothing) {
  int effects = 1;
  for (bool finished = false; !finished; ++effects) {
    TempFolder temp;
    TestCell cell(temp.path());
    auto const tenant = cell.add_tenant();
    auto const subject = cell.add_subject(tenant), erased = cell.add_subject(tenant);
    auto const key = cell.record_key(tenant, subject);
    must(cell.shredder().shred(tenant, erased, cell.clock().now()));

    finished = run_until(cell, effects);
    cell.open();
    EXPECT_EQ(cell.record_key(tenant, subject), key) << "cut after " << effects << " effects";
    auto const late = cell.add_subject(tenant);
    auto job = cell.epochs();
    must(run_epoch_job(job, 1));

    cell.open();
    EXPECT_EQ(cell.record_key(tenant, subject), key) << "cut after " << effects << " effects, then finished";
    EXPECT_TRUE(cell.keyring().subject(tenant, late));
    EXPECT_REFUSED(Code::gone, cell.keyring().subject(tenant, erased));
    EXPECT_EQ(must(job.status()).current, 2u);
    EXPECT_EQ(must(job.status()).last_destroyed, 1u);
    EXPECT_EQ(must(cell.seal().epochs()), std::vector<std::uint64_t>{2});
  }
  EXPECT_GT(effects, 10) << "the fuse cut inside the job, not only around it";
}

TEST(Crash, AShredCutShortAnywhereIsFinishedAfterTheRestart) {
  for (int effects = 0; effects < 5; ++effects) {
    TempFolder temp;
    TestCell cell(temp.path());
    auto const tenant = cell.add_tenant();
    auto const subject = cell.add_subject(tenant);
    auto const wrap = cell.wrap_of(tenant, subject);
    {
      Fuse fuse(effects);
      EventfulDatabase database(cell.database());
      database.around_apply = [&](bool) { return fuse.burn(); };
      auto fences = must(FenceLedger::open(database, cell.keyring()));
      EXPECT_EQ(Shredder(database, cell.keyring(), *fences).shred(tenant, subject, cell.clock().now()).has_value(),
                effects == 4);
    }
    cell.open();
    must(cell.shredder().shred(tenant, subject, cell.clock().now()));
    EXPECT_EQ(cell.fences().size(), 1u);
    EXPECT_TRUE(cell.fences().audit());
    EXPECT_REFUSED(Code::gone, cell.keyring().subject(tenant, subject));
    EXPECT_FALSE(testing::holds(testing::seen_from_outside(cell.data() / "keys.db"), wrap));
  }
}

TEST(Crash, ACreationCutShortBeforeItsRowsIsRepeated) {
  TempFolder temp;
  SystemRandom random;
  SystemClock clock;
  auto store = must(store::open_sqlite(temp.path(), {}, schema()));
  auto seal = must(create_file_seal(temp.path() / "seal", random));
  EventfulDatabase dying(store->keys());
  dying.around_apply = [](bool before) { return before ? Result<>(fail(Code::unavailable, "died")) : Result<>(); };
  EXPECT_REFUSED(Code::unavailable, Keyring::create(dying, *seal, testing::kTestCell, clock, random));
  must(Keyring::create(store->keys(), *seal, testing::kTestCell, clock, random));
  EXPECT_TRUE(Keyring::open(store->keys(), *seal, clock, random));
}

}  // namespace
}  // namespace troth::keys
