#include "lifecycle/runner.h"

#include <algorithm>
#include <thread>

#include "lifecycle/epoch_job.h"
#include "lifecycle/erasure.h"
#include "lifecycle/tables.h"
#include "vault/tenant_fixture.h"

namespace troth::lifecycle {
namespace {

using act::Operation;
using audit::must;
using audit::refusal_of;
using vault::Context;

class Jobs : public ::testing::Test {
 protected:
  Jobs() : at_(schema()) {}

  audit::House& house() { return at_.house(); }
  Effects effects() { return {house().shredder(), house().epochs()}; }

  JobId intend_erasure_of(SubjectId subject) {
    auto const leave = at_.grant(Operation::erasure, subject);
    return at_.decided([&](Context const& c) { return intend_erasure(c, leave, "consent-withdrawn"); }).job->id;
  }
  JobId intend_end_of_epoch() {
    auto const leave = must(access::authorise_job(kCell, Operation::administration, {}, at_.now()));
    return at_.decided([&](Context const& c) { return intend_epoch(c, leave, must(house().epochs().status())); })
        .job->id;
  }
  JobRow job(TenantId tenant, JobId id) { return must(load_job(*house().snapshot(), tenant, id)).value(); }

  /// One call of the job's step as of `row`, not committed.
  Result<std::optional<store::WriteSet>> step(JobRow const& row) {
    auto snapshot = house().snapshot();
    Context const context{*snapshot, house().clock(), house().random(), house().scribe(), house().keyring()};
    bool const epoch = row.kind == "epoch";
    auto const leave =
        must(access::authorise_job(row.tenant, epoch ? Operation::administration : Operation::erasure, {}, at_.now()));
    return (epoch ? advance_epoch : advance_erasure)(context, effects(), leave, row);
  }
  std::vector<std::int64_t> types(TenantId log) {
    std::vector<std::int64_t> out;
    for (auto const& row : house().rows("SELECT type FROM event WHERE tenant_id = $1 ORDER BY seq", {log}))
      out.push_back(row[0].integer());
    return out;
  }
  std::int64_t left_of(SubjectId subject) {
    std::int64_t left = 0;
    for (auto const& rows : {house().rows("SELECT COUNT(*) FROM record WHERE subject_id = $1", {subject}),
                             house().rows("SELECT COUNT(*) FROM blind_index WHERE subject_id = $1", {subject}),
                             house().rows("SELECT COUNT(*) FROM subject WHERE subject_id = $1", {subject}),
                             house().rows("SELECT COUNT(*) FROM job WHERE subject_id = $1", {subject}),
                             house().rows("SELECT COUNT(*) FROM event WHERE subject_id = $1", {subject})})
      left += rows.at(0).at(0).integer();
    return left;
  }

  vault::TenantHouse at_;
};

/// A runner over the house as it stands, until the job is done.
void run(audit::House& house, Effects effects, TenantId tenant, JobId id) {
  Runner runner({house.store(), house.keyring(), house.scribe(), house.clock(), house.random(), effects}, [] {});
  must(runner.resume());
  runner.start();
  auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (must(load_job(*house.snapshot(), tenant, id))->state != "completed") {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

TEST_F(Jobs, AnErasureIsCarriedOutFromItsRowAlone) {
  auto const ada = at_.add_subject(), bob = at_.add_subject();
  for (int i = 0; i < 3; ++i) at_.add_record(ada, "ada" + std::to_string(i) + "@example.com");
  at_.add_record(bob, "bob@example.com");
  auto const id = intend_erasure_of(ada);
  EXPECT_EQ(job(at_.tenant(), id).state, "intended");
  EXPECT_TRUE(house().keyring().subject(at_.tenant(), ada)) << "only the intent is there";

  house().reopen();  // the process ended here
  run(house(), effects(), at_.tenant(), id);

  EXPECT_EQ(refusal_of(house().keyring().subject(at_.tenant(), ada)), Code::gone);
  EXPECT_TRUE(house().fences().stands(keys::Fence::subject_erased, at_.tenant(), ada.view()));
  EXPECT_EQ(left_of(ada), 0);
  EXPECT_EQ(house().count("SELECT COUNT(*) FROM record WHERE subject_id = $1", {bob}), 1);
  EXPECT_TRUE(house().keyring().subject(at_.tenant(), bob));
  auto const done = job(at_.tenant(), id);
  EXPECT_FALSE(done.subject) << "the row forgets whom it was about";
  EXPECT_TRUE(done.milestone);
  auto const told = types(at_.tenant());
  EXPECT_EQ(std::vector<std::int64_t>(told.end() - 4, told.end()), (std::vector<std::int64_t>{12, 30, 32, 31}));
}

TEST_F(Jobs, ACrashAfterTheKeyIsGoneIsFinishedToo) {
  auto const ada = at_.add_subject();
  at_.add_record(ada, "ada@example.com");
  auto const id = intend_erasure_of(ada);
  must(step(job(at_.tenant(), id)));  // the effect happened, the set that records it was lost
  house().reopen();
  EXPECT_EQ(job(at_.tenant(), id).state, "intended");
  EXPECT_EQ(refusal_of(house().keyring().subject(at_.tenant(), ada)), Code::gone);
  run(house(), effects(), at_.tenant(), id);
  EXPECT_EQ(left_of(ada), 0);
  EXPECT_EQ(house().fences().size(), 1u) << "one fence, however often the step ran";
}

TEST_F(Jobs, AStepDoneTwiceIsRecordedOnce) {
  auto const ada = at_.add_subject();
  auto const id = intend_erasure_of(ada);
  auto const row = job(at_.tenant(), id);
  auto first = must(step(row)), second = must(step(row));
  must(house().commit(*first));
  EXPECT_EQ(refusal_of(house().commit(*second)), Code::conflict);
  auto const after = job(at_.tenant(), id);
  EXPECT_EQ(after.state, "unreadable");
  auto purged = must(step(after)), again = must(step(after));
  must(house().commit(*purged));
  must(house().commit(*again));  // deletes what is gone already: nothing
  auto completed = must(step(after)), too_late = must(step(after));
  must(house().commit(*completed));
  EXPECT_EQ(refusal_of(house().commit(*too_late)), Code::conflict);
  EXPECT_EQ(job(at_.tenant(), id).state, "completed");
}

TEST_F(Jobs, MoreThanOneChunkIsLeftToTheNext) {
  auto const ada = at_.add_subject();
  std::vector<store::Params> many;
  for (int i = 0; i < 1'200; ++i)
    many.push_back({at_.tenant(), "contact", "email", RecordId::make_random(house().random()).bytes(), ada,
                    RecordId::make_random(house().random()), 1});
  auto event = house().event({kCell, act::EventType::administered, "{}", "{}", "{}", std::nullopt});
  must(house().commit(store::WriteSet(std::move(event)).then_each(vault::sql::insert_index, std::move(many))));
  auto const id = intend_erasure_of(ada);
  run(house(), effects(), at_.tenant(), id);
  EXPECT_EQ(left_of(ada), 0);
  auto const told = types(at_.tenant());
  EXPECT_EQ(std::ranges::count(told, 32), 3) << "500, 500 and 200 rows";
}

TEST_F(Jobs, NothingDecidedBeforeAnErasureCanBeCommittedAfterIt) {
  auto const ada = at_.add_subject();
  auto const before = at_.grant(Operation::restriction, ada);
  auto const restricting =
      must(at_.decide([&](Context const& c) { return vault::restrict(c, before, "legal-claims", "x"); }));
  auto const leave = at_.grant(Operation::erasure, ada);
  auto const raced = must(at_.decide([&](Context const& c) { return intend_erasure(c, leave, "objection"); }));
  intend_erasure_of(ada);
  EXPECT_EQ(refusal_of(house().commit(restricting.writes)), Code::conflict);
  EXPECT_EQ(refusal_of(house().commit(raced.writes)), Code::conflict) << "one erasure, not two";
}

TEST_F(Jobs, AnErasureNamesAGroundOfTheLaw) {
  auto const leave = at_.grant(Operation::erasure, at_.add_subject());
  for (auto const* ground : {"", "because", "Consent-Withdrawn"})
    EXPECT_EQ(refusal_of(at_.decide([&](Context const& c) { return intend_erasure(c, leave, ground); })),
              Code::invalid);
}

TEST_F(Jobs, AnEpochEndsInStepsThatCanBeRepeated) {
  auto const ada = at_.add_subject();
  auto const record = at_.add_record(ada, "ada@example.com");
  auto const id = intend_end_of_epoch();
  auto const from = job(kCell, id).number;
  EXPECT_EQ(refusal_of(at_.decide([&](Context const& c) {
              auto const leave = must(access::authorise_job(kCell, Operation::administration, {}, at_.now()));
              return intend_epoch(c, leave, must(house().epochs().status()));
            })),
            Code::conflict)
      << "one at a time";
  auto const intended = job(kCell, id);
  auto opened = must(step(intended));
  auto again = must(step(intended));
  EXPECT_EQ(must(house().epochs().status()).current, std::uint64_t(from) + 1) << "opened once";
  must(house().commit(*opened));
  EXPECT_EQ(refusal_of(house().commit(*again)), Code::conflict);
  house().reopen();
  run(house(), effects(), kCell, id);
  auto const status = must(house().epochs().status());
  EXPECT_TRUE(status.closed.empty());
  EXPECT_EQ(status.older_rows, 0u);
  EXPECT_EQ(status.last_destroyed, std::uint64_t(from));
  EXPECT_FALSE(std::filesystem::exists(house().seal_folder() / ("epoch-" + std::to_string(from) + ".key")));
  EXPECT_EQ(house().count("SELECT version FROM record WHERE record_id = $1", {record}), 1);
  EXPECT_TRUE(house().keyring().subject(at_.tenant(), ada));
  auto const told = types(kCell);
  EXPECT_EQ(std::vector<std::int64_t>(told.end() - 2, told.end()), (std::vector<std::int64_t>{60, 61}));
}

TEST_F(Jobs, TheWaitingAnswerComesWhenNothingCanBeReadAnyMore) {
  auto const ada = at_.add_subject();
  at_.add_record(ada, "ada@example.com");
  auto const id = intend_erasure_of(ada);
  std::promise<Result<JobRow>> told;
  {
    Runner runner({house().store(), house().keyring(), house().scribe(), house().clock(), house().random(), effects()},
                  [] {});
    runner.start();
    runner.add(at_.tenant(), id, [&](Result<JobRow> row) { told.set_value(std::move(row)); });
    auto const row = must(told.get_future().get());
    EXPECT_TRUE(row.milestone);
    EXPECT_EQ(refusal_of(house().keyring().subject(at_.tenant(), ada)), Code::gone);
    auto const said = receipt(row, must(house().epochs().status()), house().seal().kind());
    EXPECT_NE(said.find("\"unreadable_since\":\"" + rfc3339(*row.milestone)), std::string::npos) << said;
    EXPECT_EQ(said.find(ada.text()), std::string::npos) << "a receipt names no person";
  }
}

// Eight who erased at once waited for each other's deletions: 130 to 190 ms each, in the bench of GDPRbench's customer.
TEST_F(Jobs, WhoWaitsGoesBeforeWhatNobodyWaitsForAndBothEnd) {
  auto const ada = at_.add_subject(), bea = at_.add_subject();
  at_.add_record(ada, "ada@example.com");
  at_.add_record(bea, "bea@example.com");
  auto const first = intend_erasure_of(ada), waited_for = intend_erasure_of(bea);
  std::promise<bool> first_was_there;
  {
    Runner runner({house().store(), house().keyring(), house().scribe(), house().clock(), house().random(), effects()},
                  [] {});
    runner.add(at_.tenant(), first, {});
    runner.add(at_.tenant(), waited_for, [&](Result<JobRow> row) {
      first_was_there.set_value(!row || job(at_.tenant(), first).milestone.has_value());
    });
    runner.start();
    EXPECT_FALSE(first_was_there.get_future().get());
    while (job(at_.tenant(), first).state != "completed") std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

TEST_F(Jobs, TheScheduleIsLookedAtAsOftenAsItWasAskedFor) {
  std::promise<void> thrice;
  int ticks = 0;  // of the runner's thread
  Runner runner(
      {house().store(), house().keyring(), house().scribe(), house().clock(), house().random(), effects()},
      [&] {
        if (++ticks == 3) thrice.set_value();
      },
      std::chrono::milliseconds(5));
  runner.start();
  EXPECT_EQ(thrice.get_future().wait_for(std::chrono::seconds(4)), std::future_status::ready);
}

TEST_F(Jobs, AStateThatDoesNotExistIsNeverGuessedAt) {
  auto const ada = at_.add_subject();
  auto row = job(at_.tenant(), intend_erasure_of(ada));
  row.state = "half-done";
  EXPECT_EQ(refusal_of(step(row)), Code::corrupt);
  row.kind = "epoch";
  EXPECT_EQ(refusal_of(step(row)), Code::corrupt);
  EXPECT_TRUE(house().keyring().subject(at_.tenant(), ada));
}

TEST_F(Jobs, KeyStatusAlarmsAfterTwentySixHours) {
  auto const status = must(house().epochs().status());
  auto const fresh = describe_keys(status, "file", status.opened + std::chrono::hours(26));
  auto const late = describe_keys(status, "file", status.opened + std::chrono::hours(26) + std::chrono::seconds(1));
  EXPECT_NE(fresh.find("\"alarm\":false"), std::string::npos) << fresh;
  EXPECT_NE(late.find("\"alarm\":true"), std::string::npos) << late;
}

}  // namespace
}  // namespace troth::lifecycle
