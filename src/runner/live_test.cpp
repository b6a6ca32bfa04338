#include "runner/live.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include <fstream>

#include "clauses/clauses.h"
#include "crypto/file_digest.h"
#include "probe/canned_server.h"

namespace troth::runner {
namespace {

using probe::CannedServer;

std::string begun(std::filesystem::path const& binary) {
  auto const build = crypto::file_digest(binary);
  EXPECT_TRUE(build);
  return R"({"run":"r-1","expires":"2099-01-01T00:00:00Z","cell":"log.example.com/eu-1/evidence","build":")" +
         hex(*build) + R"(","config":")" + std::string(64, 'c') + R"(","tom":"rehearsal","checkpoint":")" +
         std::string(64, '0') +
         R"(","promises":{},"tenants":[{"tenant":"t-1","owner":"o-1","reader":"r-1"},)"
         R"({"tenant":"t-2","owner":"o-2","reader":"r-2"}]})";
}

/// A cell that gives these answers to what is handed in, between the begin and the end of one run. Its probes reach
/// nobody and come to no verdict, which is what is handed in.
struct LiveTest : ::testing::Test {
  LiveTest() {
    std::filesystem::create_directories(data);
    std::ofstream(data / "cell.json") << R"({"seal":"/nonexistent"})";
  }
  ~LiveTest() override { std::filesystem::remove_all(data); }

  Result<std::vector<Outcome>> attack(std::vector<std::string> evidence,
                                      std::vector<std::string> const& names = {"TE-1.2"}) {
    evidence.insert(evidence.begin(), CannedServer::answer(201, begun(binary)));
    evidence.push_back(CannedServer::answer(200, "{}"));
    CannedServer server(std::move(evidence));
    probe::Caller asks(server.target(), Secret::copy_of(as_bytes("operator")));
    std::vector<probe::Probe const*> probes;
    for (auto const& one : names) probes.push_back(clauses::find(one));
    Live live;
    live.data = data;
    live.binary = binary;
    live.pause = std::chrono::milliseconds(1);
    live.lost = [&](probe::Probe const& probe) { told.push_back("lost " + std::string(probe.clause)); };
    auto out = run_live(live, asks, probes, {}, [&](Outcome const& outcome) {
      told.push_back("seen " + outcome.clause + " after " + std::to_string(server.asked().size()));
    });
    asked = server.asked();
    return out;
  }
  std::string handed_in(std::size_t number) const { return asked.at(number).substr(asked.at(number).find("\r\n\r\n")); }

  std::filesystem::path binary = "/bin/true",
                        data = ::testing::TempDir() + "troth-live-test-" + std::to_string(::getpid());
  std::vector<std::string> asked, told;
  std::string const taken = CannedServer::answer(201, R"({"number":1})");
};

TEST_F(LiveTest, AVerdictThatIsRefusedForItsWordsIsHandedInPlainly) {
  auto const outcomes = attack({CannedServer::answer(400, "{}"), taken, taken}, {"TE-1.2", "TE-0.3"});
  ASSERT_TRUE(outcomes) << outcomes.error().message << outcomes.error().detail;
  EXPECT_EQ(outcomes->size(), 2u) << "and the next probe has its turn";
  ASSERT_EQ(asked.size(), 5u);
  EXPECT_NE(asked[1].find("no verdict"), std::string::npos);
  EXPECT_NE(asked[2].find(R"("samples":1)"), std::string::npos);
  EXPECT_NE(asked[2].find(R"("held":false,"what":"the cell refused what was seen)"), std::string::npos);
  EXPECT_NE(asked[3].find("TE-0.3"), std::string::npos);
}

TEST_F(LiveTest, AVerdictIsShownBeforeTheCellKnowsIt) {
  ASSERT_TRUE(attack({taken, taken}, {"TE-1.2", "TE-0.3"}));
  EXPECT_EQ(told, (std::vector<std::string>{"seen TE-1.2 after 1", "seen TE-0.3 after 2"}));
}

TEST_F(LiveTest, WhatTheCellMayTakeALittleLaterIsHandedInAgainAsItIs) {
  ASSERT_TRUE(attack({CannedServer::answer(429, "{}"), CannedServer::answer(503, "{}"), "",
                      CannedServer::answer(409, R"({"code":"conflict"})"), taken}));
  ASSERT_EQ(asked.size(), 7u);
  for (std::size_t again = 2; again <= 5; ++again) EXPECT_EQ(handed_in(again), handed_in(1));
  EXPECT_NE(asked[6].find("/end"), std::string::npos);
  EXPECT_EQ(told.size(), 1u);
}

TEST_F(LiveTest, AVerdictThatTheCellNeverTakesIsNamedAndTheNextHasItsTurn) {
  std::string const busy = CannedServer::answer(503, "{}");
  auto const out = attack({busy, busy, busy, busy, busy, taken}, {"TE-1.2", "TE-0.3"});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::conflict);
  EXPECT_EQ(out.error().at, "TE-1.2");
  EXPECT_NE(out.error().detail.find("503"), std::string::npos);
  EXPECT_EQ(told, (std::vector<std::string>{"seen TE-1.2 after 1", "lost TE-1.2", "seen TE-0.3 after 6"}));
  ASSERT_EQ(asked.size(), 8u);
  EXPECT_NE(asked[7].find("/end"), std::string::npos) << "its tokens die all the same";
}

TEST_F(LiveTest, AConflictAboutTheVerdictItselfIsNotTriedAgain) {
  auto const out = attack({CannedServer::answer(409, R"({"at":"/build"})")});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().at, "TE-1.2");
  EXPECT_EQ(asked.size(), 3u);
}

TEST_F(LiveTest, WhatAnUnansweredTryLeftInTheLogIsHandedIn) {
  EXPECT_TRUE(attack({"", CannedServer::answer(409, R"({"at":"/started"})")}));
  EXPECT_EQ(asked.size(), 4u);
}

TEST_F(LiveTest, ATestThatBeganBeforeItsRunIsNotTakenForHandedIn) {
  std::string const dated_back = CannedServer::answer(400, R"({"at":"/started"})");
  auto const out = attack({"", dated_back, dated_back});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().at, "TE-1.2");
}

}  // namespace
}  // namespace troth::runner
