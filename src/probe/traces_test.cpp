#include "probe/traces.h"

#include <gtest/gtest.h>

#include "probe/canned_server.h"
#include "probe/scene.h"

namespace troth::probe {
namespace {

std::string ok(int status) { return CannedServer::answer(status, "{}"); }

TEST(Traces, KeepsPeopleAndTokensAndNothingElse) {
  Traces traces;
  traces.note("/v1/tenants/t/subjects", R"({"subject":"s-1"})");
  traces.note("/v1/tenants/t/subjects", R"({"subject":"s-1"})");
  traces.note("/v1/tenants/t/collect?x=1", R"({"subject":"s-2","record":"r"})");
  traces.note("/v1/tenants/t/imports/i/chunks/0", R"({"accepted":1,"made":{"a":"s-3"}})");
  traces.note("/v1/tenants/t/subjects/s-9/records/contact", R"({"subject":"s-9"})");
  traces.note("/v1/tenants/t/principals", R"({"token_id":"k-1","token":"secret"})");
  traces.note("/v1/tenants/t/principals/p/tokens", R"({"token_id":"k-2"})");
  traces.note("/v1/tenants/t/subjects", "not JSON");
  EXPECT_EQ(traces.people(), (std::set<std::string>{"s-1", "s-2", "s-3"}));
  EXPECT_EQ(traces.tokens(), (std::set<std::string>{"k-1", "k-2"}));
}

TEST(Traces, AreNotedByWhoeverLeavesThemAndNotOfARefusal) {
  CannedServer server(
      {CannedServer::answer(201, R"({"subject":"s-1"})"), CannedServer::answer(403, R"({"subject":"s-2"})")});
  auto const traces = std::make_shared<Traces>();
  Caller caller(server.target(), std::nullopt);
  caller.leave_traces(traces);
  ASSERT_TRUE(caller.post("/v1/tenants/t/subjects"));
  ASSERT_TRUE(caller.post("/v1/tenants/t/subjects"));
  EXPECT_EQ(traces->people(), (std::set<std::string>{"s-1"}));
}

TEST(Traces, AreClearedAwayAndARestrictionIsLiftedFirst) {
  CannedServer server({ok(423), ok(200), ok(202), ok(410), ok(200)});
  Traces traces;
  traces.note("/subjects", R"({"subject":"s-1"})");
  traces.note("/subjects", R"({"subject":"s-2"})");
  traces.note("/principals", R"({"token_id":"k-1"})");
  Caller owner(server.target(), std::nullopt);
  ASSERT_TRUE(traces.clear(owner, "/t"));
  EXPECT_TRUE(traces.people().empty() && traces.tokens().empty());
  EXPECT_NE(server.asked()[0].find("POST /t/subjects/s-1/erasure"), std::string::npos);
  EXPECT_NE(server.asked()[1].find("DELETE /t/subjects/s-1/restriction"), std::string::npos);
  EXPECT_NE(server.asked()[2].find("POST /t/subjects/s-1/erasure"), std::string::npos);
  EXPECT_NE(server.asked()[4].find("DELETE /t/tokens/k-1"), std::string::npos);
}

TEST(Traces, ThatAreLeftAreNamedAndTheOthersStillCleared) {
  CannedServer server({ok(403), ok(202)});
  Traces traces;
  traces.note("/subjects", R"({"subject":"s-1"})");
  traces.note("/subjects", R"({"subject":"s-2"})");
  Caller owner(server.target(), std::nullopt);
  auto const cleared = traces.clear(owner, "/t");
  ASSERT_FALSE(cleared);
  EXPECT_EQ(cleared.error().code, Code::conflict);
  EXPECT_EQ(cleared.error().at, "s-1");
  EXPECT_EQ(traces.people(), (std::set<std::string>{"s-1"}));
}

}  // namespace
}  // namespace troth::probe
