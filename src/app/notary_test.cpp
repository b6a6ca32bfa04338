#include "app/notary.h"

#include "audit/seals_fixture.h"

namespace troth::app {
namespace {

using audit::must;

class NotaryTest : public audit::Seals {
 protected:
  /// What strangers read of the standing, once there is an alarm.
  std::string alarm_of_a_round() {
    LogStanding standing;
    Notary notary({*sealer_, standing, house_.clock(), {}, std::nullopt, 1, [](std::string const&) {}});
    notary.start();
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (standing.view().alarm.empty() && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return standing.view().alarm;
  }
};

TEST_F(NotaryTest, TellsStrangersThatNothingIsSignedAndNotWhere) {
  tell(house_.add_tenant());
  seal();
  must(state_.swap_checkpoint(must(state_.checkpoint()), "another process was here\n"));
  tell(house_.add_tenant());
  EXPECT_EQ(alarm_of_a_round(),
            "nothing more is signed: somebody else has signed for this cell; nothing more is signed until a restart");
}

TEST_F(NotaryTest, TellsStrangersThatALogIsCutAndNotWhose) {
  auto const tenant = house_.add_tenant();
  tell(tenant, 2);
  seal();
  again();
  change("UPDATE log_head SET size = 1 WHERE tenant_id = $1", {tenant});
  auto const alarm = alarm_of_a_round();
  EXPECT_TRUE(alarm.starts_with("nothing more is signed: ")) << alarm;
  EXPECT_EQ(alarm.find(tenant.text()), alarm.npos) << alarm;
  EXPECT_EQ(alarm.find('('), alarm.npos) << alarm;
}

}  // namespace
}  // namespace troth::app
