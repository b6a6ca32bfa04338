#include "keys/harden.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace troth::keys {
namespace {

TEST(Harden, LeavesNoRoomForACoreDump) {
  ASSERT_TRUE(harden_process());
  rlimit limit{1, 1};
  ASSERT_EQ(::getrlimit(RLIMIT_CORE, &limit), 0);
  EXPECT_EQ(limit.rlim_cur, 0u);
  EXPECT_EQ(limit.rlim_max, 0u);
}

}  // namespace
}  // namespace troth::keys
