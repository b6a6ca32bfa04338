#include "merkle/evidence.h"

#include <gtest/gtest.h>

namespace troth::merkle {
namespace {

using Verdict = EvidenceRecord::Verdict;
constexpr std::string_view kText =
    "troth-evidence/v1\n"
    "clause TE-1.2\n"
    "clause-hash 0101010101010101010101010101010101010101010101010101010101010101\n"
    "tom rehearsal\n"
    "build 0202020202020202020202020202020202020202020202020202020202020202\n"
    "manifest 0303030303030303030303030303030303030303030303030303030303030303\n"
    "config 0404040404040404040404040404040404040404040404040404040404040404\n"
    "cell log.example.com/eu-1/evidence/00112233445566778899aabbccddeeff/1\n"
    "place twin\n"
    "by operator\n"
    "started 2026-11-22T09:30:00.000000Z\n"
    "ended 2026-11-22T09:30:01.250000Z\n"
    "expires 2026-11-23T09:30:01.250000Z\n"
    "verdict pass\n"
    "samples 12\n"
    "mutants ack-before-commit,event-in-second-transaction\n"
    "seed 0505050505050505050505050505050505050505050505050505050505050505\n"
    "observations 0606060606060606060606060606060606060606060606060606060606060606\n";

std::string with(std::string_view old, std::string_view fresh) {
  std::string out(kText);
  auto const at = out.find(old);
  EXPECT_NE(at, out.npos) << old;
  return out.replace(at, old.size(), fresh);
}

TEST(Evidence, ReadsAndWritesTheSameBytes) {
  auto const record = EvidenceRecord::parse(kText);
  ASSERT_TRUE(record) << record.error().message << " " << record.error().at;
  EXPECT_EQ(record->clause, "TE-1.2");
  EXPECT_EQ(record->verdict, Verdict::pass);
  EXPECT_EQ(record->samples, 12u);
  EXPECT_EQ(record->mutants, (std::vector<std::string>{"ack-before-commit", "event-in-second-transaction"}));
  EXPECT_EQ(record->ended - record->started, std::chrono::milliseconds(1250));
  EXPECT_EQ(record->encode(), kText);
}

TEST(Evidence, TakesEveryWordThatTheFormatHas) {
  for (auto const& text :
       {with("place twin", "place live"), with("by operator", "by auditor"), with("by operator", "by customer"),
        with("verdict pass", "verdict fail"), with("verdict pass\nsamples 12", "verdict error\nsamples 0"),
        with("mutants ack-before-commit,event-in-second-transaction", "mutants none"),
        with("tom rehearsal", "tom " + std::string(64, 'a')),
        with("manifest 0303030303030303030303030303030303030303030303030303030303030303", "manifest none")}) {
    auto const record = EvidenceRecord::parse(text);
    ASSERT_TRUE(record) << text << record.error().message;
    EXPECT_EQ(record->encode(), text);
  }
}

TEST(Evidence, RefusesWhatItWouldNotWrite) {
  struct Case {
    std::string text, at;
  };
  std::string const zeros(64, '0');
  std::vector<Case> const cases = {
      {"", "line 1"},
      {with("evidence/v1", "evidence/v2"), "line 1"},
      {with("clause TE-1.2", "clause "), "line 2"},
      {with("clause TE-1.2", "clause TE 1.2"), "line 2"},
      {with("clause TE-1.2\n", ""), "line 2"},
      {with("clause-hash 01", "clause-hash 1"), "line 3"},
      {with("clause-hash 01", "clause-hash 0A"), "line 3"},
      {with("tom rehearsal", "tom none"), "line 4"},
      {with("tom rehearsal\n", "tom rehearsal\ntom rehearsal\n"), "line 5"},
      {with("manifest 03", "manifest 3"), "line 6"},
      {with("place twin", "place here"), "line 9"},
      {with("by operator", "by nobody"), "line 10"},
      {with("started 2026-11-22T09:30:00.000000Z", "started 2026-11-22T09:30:00Z"), "line 11"},
      {with("ended 2026-11-22T09:30:01.250000Z", "ended 2026-11-31T09:30:01.250000Z"), "line 12"},
      {with("ended 2026-11-22T09:30:01.250000Z", "ended 2026-11-22T09:29:59.000000Z"), "line 13"},
      {with("expires 2026-11-23T09:30:01.250000Z", "expires 2026-11-22T09:30:01.000000Z"), "line 13"},
      {with("verdict pass", "verdict skipped"), "line 14"},
      {with("samples 12", "samples 012"), "line 15"},
      {with("samples 12", "samples -1"), "line 15"},
      {with("samples 12", "samples 0"), "line 15"},
      {with("mutants ack-before-commit,", "mutants ,"), "line 16"},
      {with("mutants ack-before-commit,", "mutants none,"), "line 16"},
      {with("transaction\n", "transaction,\n"), "line 16"},
      {with("seed 05", "seed 5"), "line 17"},
      {std::string(kText) + "more\n", "line 18"},
      {std::string(kText.substr(0, kText.size() - 1)), "line 18"},
  };
  for (auto const& one : cases) {
    auto const record = EvidenceRecord::parse(one.text);
    ASSERT_FALSE(record) << one.text;
    EXPECT_EQ(record.error().code, Code::invalid);
    EXPECT_EQ(record.error().at, one.at) << record.error().message << "\n" << one.text;
  }
}

TEST(Evidence, HasABound) {
  EXPECT_FALSE(EvidenceRecord::parse(with("cell log", "cell " + std::string(20'000, 'x'))));
  std::string many = "mutants a";
  for (int i = 0; i < 64; ++i) many += ",a";
  EXPECT_FALSE(EvidenceRecord::parse(with("mutants ack-before-commit,event-in-second-transaction", many)));
}

}  // namespace
}  // namespace troth::merkle
