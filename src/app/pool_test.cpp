#include "app/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace troth::app {
namespace {

TEST(Pool, RunsWhatWasPostedBeforeItsEnd) {
  std::atomic<int> ran = 0;
  {
    Pool pool(2);
    for (int i = 0; i < 500; ++i) EXPECT_TRUE(pool.post([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 500);
}

TEST(Pool, WorkMayPostWork) {
  std::promise<void> done;
  Pool pool(1);
  EXPECT_TRUE(pool.post([&] { EXPECT_TRUE(pool.post([&] { done.set_value(); })); }));
  done.get_future().get();
}

TEST(Pool, RefusesWhenTooMuchWaits) {
  std::promise<void> begun, release;
  std::atomic<int> ran = 0;
  {
    Pool pool(1);
    ASSERT_TRUE(pool.post([&] {
      begun.set_value();
      release.get_future().get();
    }));
    begun.get_future().get();
    for (int i = 0; i < 1'024; ++i) ASSERT_TRUE(pool.post([&] { ++ran; })) << i;
    auto const refused = pool.post([&] { ++ran; });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::exhausted);
    release.set_value();
  }
  EXPECT_EQ(ran, 1'024);
}

}  // namespace
}  // namespace troth::app
