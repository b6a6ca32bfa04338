#include "app/reserve.h"

#include <gtest/gtest.h>

#include <sstream>
#include <thread>

namespace troth::app {
namespace {

using Need = Reserve::Need;

class ReserveTest : public ::testing::Test {
 protected:
  ReserveTest() {
    std::string path = (std::filesystem::temp_directory_path() / "troth-reserve-XXXXXX").string();
    folder_ = ::mkdtemp(path.data());
    start();
  }
  ~ReserveTest() override { std::filesystem::remove_all(folder_); }

  void start() {
    reserve_ = std::make_unique<Reserve>(folder_, 4 << 20, alarms_, [this] { return free_; });
    reserve_->open();
  }
  std::int64_t size(char const* name) {
    std::error_code error;
    auto const size = std::filesystem::file_size(folder_ / name, error);
    return error ? -1 : static_cast<std::int64_t>(size);
  }
  std::optional<Code> refused(Need need) {
    auto admitted = reserve_->admit(need);
    return admitted ? std::nullopt : std::optional(admitted.error().code);
  }
  /// After a set that was admitted now, or when room had been made so often.
  bool makes_room(Need need, std::optional<unsigned> admitted = {}) {
    if (!admitted) admitted = *reserve_->admit(need);
    return reserve_->make_room(need, *admitted, fail(Code::storage_full, "full")).has_value();
  }
  static void wait(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

  std::filesystem::path folder_;
  std::int64_t free_ = 100 << 20;
  std::ostringstream alarms_;
  std::unique_ptr<Reserve> reserve_;
};

TEST_F(ReserveTest, IsHeldFromTheStartAndByItsOwnerAlone) {
  EXPECT_EQ(size("reserve"), 4 << 20);
  EXPECT_EQ(size("reserve-erasure"), 1 << 20);
  EXPECT_EQ(std::filesystem::status(folder_ / "reserve").permissions(), std::filesystem::perms(0600));
  for (Need need : {Need::write, Need::look, Need::erase}) EXPECT_FALSE(refused(need));
}

TEST_F(ReserveTest, AWriteThatFindsNoSpaceGetsNoneOfIt) {
  EXPECT_FALSE(makes_room(Need::write));
  EXPECT_EQ(size("reserve"), 4 << 20);
  EXPECT_NE(alarms_.str().find("alarm: the disk is full"), std::string::npos);
  EXPECT_TRUE(reserve_->has_news());
  EXPECT_FALSE(reserve_->has_news());
}

TEST_F(ReserveTest, ALookIsGivenItAndFromThenOnWritesAreRefused) {
  free_ = 0;
  EXPECT_TRUE(makes_room(Need::look));
  EXPECT_EQ(size("reserve"), 0);
  EXPECT_EQ(size("reserve-erasure"), 1 << 20);
  EXPECT_EQ(refused(Need::write), Code::storage_full);
  EXPECT_FALSE(refused(Need::look));
  EXPECT_FALSE(refused(Need::erase));
}

TEST_F(ReserveTest, OnceItIsUsedUpOnlyErasuresGoOn) {
  free_ = 0;
  EXPECT_TRUE(makes_room(Need::look));
  EXPECT_TRUE(makes_room(Need::look, 0)) << "it failed before the others had made room";
  EXPECT_FALSE(makes_room(Need::look));
  EXPECT_EQ(refused(Need::look), Code::unavailable);
  EXPECT_EQ(refused(Need::write), Code::storage_full);
  EXPECT_EQ(size("reserve-erasure"), 1 << 20);
  EXPECT_FALSE(refused(Need::erase));
  EXPECT_EQ(size("reserve-erasure"), 0) << "the job behind it asks for nothing";
  EXPECT_FALSE(makes_room(Need::erase)) << "nothing is left to give";
}

TEST_F(ReserveTest, AnErasureUnderWayHasItsOwnOnceTheLooksHaveUsedUpTheirs) {
  free_ = 0;
  EXPECT_TRUE(makes_room(Need::erase));
  EXPECT_FALSE(refused(Need::erase));
  EXPECT_EQ(size("reserve-erasure"), 1 << 20) << "there is room enough";
  EXPECT_FALSE(makes_room(Need::look));
  EXPECT_EQ(size("reserve-erasure"), 0);
}

TEST_F(ReserveTest, IsFilledAnewOnceThereIsRoomForItAndMore) {
  free_ = 0;
  EXPECT_TRUE(makes_room(Need::look));
  EXPECT_EQ(refused(Need::write), Code::storage_full);
  wait(std::chrono::milliseconds(600));
  free_ = (4 << 20) + Reserve::kSlack - 1;
  EXPECT_EQ(refused(Need::write), Code::storage_full) << "no room for it and for writes";
  wait(std::chrono::milliseconds(600));
  free_ += 1;
  EXPECT_FALSE(refused(Need::write));
  EXPECT_EQ(size("reserve"), 4 << 20);
}

TEST_F(ReserveTest, ThatWasGivenUpStaysSoOverARestart) {
  free_ = 0;
  EXPECT_TRUE(makes_room(Need::look));
  start();
  EXPECT_EQ(refused(Need::write), Code::storage_full);
  EXPECT_FALSE(refused(Need::look));
}

TEST_F(ReserveTest, AStartOnAFullDiskUsesIt) {
  free_ = 1000;
  start();
  EXPECT_EQ(size("reserve"), 0);
  EXPECT_NE(alarms_.str().find("alarm: the disk is full"), std::string::npos);
}

TEST_F(ReserveTest, ADiskThatNeverHadTheRoomIsServedWithAnAlarm) {
  std::filesystem::remove(folder_ / "reserve");
  free_ = 2 << 20;
  start();
  EXPECT_EQ(size("reserve"), -1);
  EXPECT_NE(alarms_.str().find("no room"), std::string::npos);
  EXPECT_FALSE(refused(Need::write));
  EXPECT_FALSE(makes_room(Need::look)) << "there is nothing to give";
}

}  // namespace
}  // namespace troth::app
