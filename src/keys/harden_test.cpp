#include "keys/harden.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
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

#if !defined(__SANITIZE_ADDRESS__)
TEST(Harden, LetsNobodyAttach) {  // under AddressSanitizer leaks could not be looked for
  ASSERT_TRUE(harden_process());
  EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 0);
}
#endif

}  // namespace
}  // namespace troth::keys
