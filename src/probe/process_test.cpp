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

TEST(Process, ThatIsNoProgramIsAnError) {
  for (auto const* program : {"/nonexistent/program", "troth-no-such-program"})
    EXPECT_EQ(Process::start({program}).error().code, Code::not_found);
}

TEST(Process, ThatNobodyListensToCanSayWhatItLikes) {
  std::string const much = "head -c 1000000 /dev/zero; echo err >&2; exit 4";  // far over what a pipe holds
  auto child = Process::start({.program = "/bin/sh", .arguments = {"-c", much}, .take_errors = true, .mute = true});
  ASSERT_TRUE(child);
  EXPECT_EQ(*child->wait(5s), 4);
  EXPECT_EQ(*child->rest(5s), "");
}

TEST(ProcessRun, GivesAllItSaidAndHowItEnded) {
  auto const ran =
      Process::run({"sh", {"-c", "read line || echo nothing to read; head -c 100000 /dev/zero; exit 3"}}, 5s);
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(ran->code, 3);
  EXPECT_EQ(ran->said.size(), 100000 + std::string("nothing to read\n").size());
}

TEST(ProcessRun, KillsWhatTakesTooLong) {
  auto const began = std::chrono::steady_clock::now();
  for (auto const* command : {"exec sleep 60", "exec sleep 60 >&-"})  // silent, and without an output
    EXPECT_EQ(Process::run({"sh", {"-c", command}}, 50ms).error().code, Code::unavailable) << command;
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s) << "at once, without the ten seconds of an orderly end";
}

}  // namespace
}  // namespace troth::probe
