#include "probe/process.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace troth::probe {
namespace {

using namespace std::chrono_literals;

Result<Process> shell(std::string command, std::string mutant = {}, bool take_errors = false) {
  return Process::start({"/bin/sh", {"-c", std::move(command)}, std::move(mutant), take_errors});
}

TEST(Process, HearsAndIsHeard) {
  auto cat = Process::start({"/bin/cat", {}, "", false});
  ASSERT_TRUE(cat);
  ASSERT_TRUE(cat->say("one"));
  ASSERT_TRUE(cat->say("two"));
  EXPECT_EQ(*cat->line(5s), "one");
  EXPECT_EQ(*cat->line(5s), "two");
  EXPECT_FALSE(cat->line(20ms));
  cat->close_input();
  EXPECT_EQ(*cat->wait(5s), 0);
}

TEST(Process, TellsHowItEnded) {
  EXPECT_EQ(*shell("exit 3")->wait(5s), 3);
  auto asleep = shell("exec sleep 60");
  EXPECT_FALSE(asleep->wait(10ms));
  asleep->signal(SIGKILL);
  EXPECT_EQ(*asleep->wait(5s), 128 + SIGKILL);
  EXPECT_FALSE(asleep->wait(5s));
}

TEST(Process, EndsBeforeItAnsweredIsAnError) {
  auto child = shell("printf half-a-line");
  EXPECT_FALSE(child->line(5s));
}

TEST(Process, HasThePlantedBugOrNoneInItsEnvironment) {
  ::setenv("TROTH_MUTANT", "of-the-parent", 1);
  EXPECT_EQ(*shell("echo ${TROTH_MUTANT-none}", "chosen")->line(5s), "chosen");
  EXPECT_EQ(*shell("echo ${TROTH_MUTANT-none}")->line(5s), "none");
  ::unsetenv("TROTH_MUTANT");
}

TEST(Process, GivesWhatItSaysUntilItsEnd) {
  EXPECT_EQ(*shell("echo out; echo err >&2", "", true)->rest(5s), "out\nerr\n");
}

TEST(Process, KeepsItsLastWordsFromTheScreen) {
  auto child = Process::start({"/bin/sh", {"-c", "echo one >&2; echo two >&2; exit 1"}, "", false, true});
  EXPECT_EQ(*child->wait(5s), 1);
  EXPECT_EQ(child->last_words(), "two");
  EXPECT_EQ(Process::start({"/bin/true", {}, "", false, true})->last_words(), "");
}

TEST(Process, EndsBySigtermThoughWeHoldThatBack) {
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &term, &before);
  auto asleep = shell("exec sleep 60");
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  asleep->signal(SIGTERM);
  EXPECT_EQ(*asleep->wait(5s), 128 + SIGTERM);
}

TEST(Process, ThatIsNoProgramIsAnError) { EXPECT_FALSE(Process::start({"/nonexistent/program", {}, "", false})); }

}  // namespace
}  // namespace troth::probe
