#include "probe/run_api.h"

#include <gtest/gtest.h>

#include "probe/canned_server.h"

namespace troth::probe {
namespace {

std::string begun(std::string const& checkpoint, std::string const& tenants) {
  return R"({"run":"r-1","expires":"2026-11-22T09:45:00Z","cell":"log.example.com/eu-1/evidence","build":"aa","config":"bb",)"
         R"("tom":"rehearsal","checkpoint":")" +
         checkpoint + R"(","promises":{"log.seal_seconds":10},"tenants":)" + tenants + "}";
}

std::string const kTwo =
    R"([{"tenant":"t-1","owner":"o-1","reader":"r-1"},{"tenant":"t-2","owner":"o-2","reader":"r-2"}])";

Result<Run> begin(std::string const& body, int status = 201) {
  CannedServer server({CannedServer::answer(status, body)});
  Caller asks(server.target(), Secret::copy_of(as_bytes("operator")));
  return begin_run(asks, "operator");
}

TEST(RunApi, ReadsWhatABegunRunIs) {
  auto const run = begin(begun(std::string(64, 'c'), kTwo));
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run->id, "r-1");
  EXPECT_EQ(rfc3339(run->expires), "2026-11-22T09:45:00.000000Z");
  EXPECT_EQ(run->checkpoint[0], 0xcc);
  EXPECT_EQ(run->promises.at("log.seal_seconds"), 10);
  ASSERT_EQ(run->tenants.size(), 2u);
  EXPECT_EQ(as_text(run->tenants[1].owner.view()), "o-2");
}

TEST(RunApi, TakesNothingLess) {
  EXPECT_FALSE(begin(begun(std::string(63, 'c'), kTwo)));
  EXPECT_FALSE(begin(begun(std::string(64, 'x'), kTwo)));
  EXPECT_FALSE(begin(begun(std::string(64, 'c'), "[]")));
  EXPECT_FALSE(begin(begun(std::string(64, 'c'), R"([{"tenant":"t-1"},{}])")));
  EXPECT_FALSE(begin("no JSON"));
  EXPECT_FALSE(begin(begun(std::string(64, 'c'), kTwo), 403));
}

TEST(RunApi, HandsInAndEnds) {
  CannedServer server({CannedServer::answer(201, R"({"number":17})"), CannedServer::answer(200, "{}")});
  Caller asks(server.target(), Secret::copy_of(as_bytes("operator")));
  probe::Run run;
  run.id = "r-1";
  auto const number = hand_in(asks, run, R"({"clause":"TE-1.2"})");
  ASSERT_TRUE(number);
  EXPECT_EQ(*number, 17);
  EXPECT_TRUE(end_run(asks, run));
  EXPECT_EQ(server.asked().size(), 2u);
  EXPECT_NE(server.asked()[0].find("POST /v1/cell/probe-runs/r-1/evidence"), std::string::npos);
  EXPECT_NE(server.asked()[1].find("POST /v1/cell/probe-runs/r-1/end"), std::string::npos);
}

TEST(RunApi, TellsAVerdictThatIsNotTakenFromARunThatIsOver) {
  for (auto const& [status, code] : {std::pair{400, Code::invalid}, std::pair{401, Code::conflict}}) {
    CannedServer server({CannedServer::answer(status, "{}")});
    Caller asks(server.target(), Secret::copy_of(as_bytes("operator")));
    auto const number = hand_in(asks, probe::Run(), "{}");
    ASSERT_FALSE(number);
    EXPECT_EQ(number.error().code, code) << status;
  }
}

}  // namespace
}  // namespace troth::probe
