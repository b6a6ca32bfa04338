#include "runner/live.h"

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

TEST(RunLive, AVerdictThatIsRefusedForItsWordsIsHandedInPlainly) {
  std::filesystem::path const binary = "/bin/true", data = ::testing::TempDir() + "troth-live-test";
  std::filesystem::create_directories(data);
  std::ofstream(data / "cell.json") << R"({"seal":"/nonexistent"})";
  CannedServer server({CannedServer::answer(201, begun(binary)), CannedServer::answer(400, "{}"),
                       CannedServer::answer(201, R"({"number":1})"), CannedServer::answer(201, R"({"number":2})"),
                       CannedServer::answer(200, "{}")});
  probe::Caller asks(server.target(), Secret::copy_of(as_bytes("operator")));
  probe::Probe const* const probes[] = {clauses::find("TE-1.2"), clauses::find("TE-0.3")};  // of no cell: no verdict
  Live live;
  live.data = data;
  live.binary = binary;
  auto const outcomes = run_live(live, asks, probes, {}, [](Outcome const&) {});
  ASSERT_TRUE(outcomes) << outcomes.error().message << outcomes.error().detail;
  EXPECT_EQ(outcomes->size(), 2u) << "and the next probe has its turn";
  auto const asked = server.asked();
  ASSERT_EQ(asked.size(), 5u);
  EXPECT_NE(asked[1].find("no verdict"), std::string::npos);
  EXPECT_NE(asked[2].find(R"("samples":1)"), std::string::npos);
  EXPECT_NE(asked[2].find(R"("held":false,"what":"the cell refused what was seen)"), std::string::npos);
  EXPECT_NE(asked[3].find("TE-0.3"), std::string::npos);
  std::filesystem::remove_all(data);
}

}  // namespace
}  // namespace troth::runner
