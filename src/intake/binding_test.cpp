#include "intake/binding.h"

#include <gtest/gtest.h>

namespace troth::intake {
namespace {

std::string best(std::string title, std::string text) {
  static Binder const binder(catalogue::Catalogue::built_in());
  auto const found = binder.propose({"1", "", std::move(title), std::move(text), 1, {}});
  return found.empty() ? "none" : found.front().clause;
}

TEST(Binding, FindsThePromiseInOtherWords) {
  EXPECT_EQ(best("Backups", "Every night we copy the database; backup copies live for ten days."), "TE-9.2");
  EXPECT_EQ(best("Encryption at rest", "Disks are encrypted with AES-256."), "TE-5.2");
  EXPECT_EQ(best("", "Staff use a password manager."), "LB-O8");
  EXPECT_EQ(best("Sub-processors", "The list of our subprocessors is published."), "TE-11.4");
  EXPECT_EQ(best("MFA", "Administrators sign in with a second factor."), "TE-3.2");
  EXPECT_EQ(best("Notfall", "Es gibt einen Notfallplan für den Ausfall."), "TE-9.1");
}

TEST(Binding, NoneIsAnAnswer) { EXPECT_EQ(best("Lunch", "Soup at noon."), "none"); }

TEST(Binding, SaysWhichWordsSpeakForIt) {
  Binder const binder(catalogue::Catalogue::built_in());
  auto const found = binder.propose({"1", "", "", "Passwords lie in a password manager.", 1, {}});
  ASSERT_FALSE(found.empty());
  EXPECT_LE(found.size(), 3u);
  EXPECT_EQ(found.front().words.front(), "password manager");
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_GE(found[i - 1].score, found[i].score);
}

TEST(Binding, HintsNameClausesThatExist) {
#define HINT(clause, words) EXPECT_NE(catalogue::Catalogue::built_in().find(clause), nullptr) << clause;
#include "intake/hints.def"
#undef HINT
}

TEST(Import, RefusesWhatItCannotRead) {
  EXPECT_EQ(import("a.txt", "").error().code, Code::invalid);
  EXPECT_EQ(import("a.md", "# Only a heading\n").error().code, Code::invalid);
  EXPECT_EQ(import("a.txt", "caf\xe9 doors shut").error().code, Code::invalid);
  EXPECT_EQ(import("a.txt", std::string((1 << 20) + 1, 'a')).error().code, Code::too_large);
  std::string many;
  for (int i = 0; i < 2001; ++i) many += "Doors shut.\n\n";
  EXPECT_EQ(import("a.txt", many).error().code, Code::too_large);
}

}  // namespace
}  // namespace troth::intake
