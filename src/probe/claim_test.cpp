#include "probe/claim.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "probe/canned_server.h"

namespace troth::probe {
namespace {

std::string const kUnknown = CannedServer::answer(403, R"({"at":"Purpose"})"), kKnown = CannedServer::answer(404, "{}"),
                  kTenant = CannedServer::answer(200, "{}");
std::string missed(std::string const& rule) { return CannedServer::answer(400, R"({"at":")" + rule + "\"}"); }

Result<> claim_at(CannedServer& server) {
  auto caller = [&] { return Caller(server.target(), Secret::copy_of(as_bytes("owner"))); };
  Tenant tenant{"t", "/v1/tenants/t", caller(), caller()};
  return claim(tenant);
}

/// Requests that would define something, were they not refused.
std::size_t defined(CannedServer const& server) {
  return static_cast<std::size_t>(std::ranges::count_if(server.asked(), [](std::string const& request) {
    return request.starts_with("PUT ") && request.find("/collections/troth-probes-nowhere") == request.npos;
  }));
}

void refuses(std::vector<std::string> answers, Code code, std::size_t definitions = 0) {
  CannedServer server(std::move(answers));
  auto const claimed = claim_at(server);
  ASSERT_FALSE(claimed);
  EXPECT_EQ(claimed.error().code, code) << claimed.error().message;
  EXPECT_EQ(defined(server), definitions);
}

TEST(Claim, RefusesATenantWithRulesOfItsOwnAndChangesNothing) {
  refuses({kTenant, kUnknown, kKnown}, Code::conflict);                                 // purpose support
  refuses({kTenant, kUnknown, kUnknown, kKnown}, Code::conflict);                       // purpose quality
  refuses({kTenant, kUnknown, kUnknown, kUnknown, missed("/record")}, Code::conflict);  // collection contact
  // Of a class of its own nobody can know before there is a purpose to ask with.
  refuses({kTenant, kUnknown, kUnknown, kUnknown, kKnown, missed("support"), kTenant, missed("troth-probes-nowhere")},
          Code::conflict, 1);
}

TEST(Claim, TellsAForeignTenantFromADeadTokenAndFromTooFewPermissions) {
  refuses({CannedServer::answer(404, "{}")}, Code::not_found);
  refuses({CannedServer::answer(401, "{}")}, Code::unauthenticated);
  refuses({CannedServer::answer(403, "{}")}, Code::denied);
  refuses({kTenant, CannedServer::answer(403, R"({"detail":"no permission"})")}, Code::denied);
  refuses({kTenant, kUnknown, kUnknown, kUnknown, CannedServer::answer(403, "{}")}, Code::denied);
  refuses({kTenant, kUnknown, kUnknown, kUnknown, kKnown, CannedServer::answer(403, "{}")}, Code::denied);
  refuses({CannedServer::answer(500, "{}")}, Code::conflict);
}

TEST(Claim, MakesTheRulesOfAnEmptyTenantAndMarksIt) {
  std::string const made = CannedServer::answer(201, "{}");
  CannedServer server({kTenant, kUnknown, kUnknown, kUnknown, kKnown, missed("support"), kTenant, missed("chat"),
                       kTenant, kKnown, kTenant, kTenant, kTenant, made});
  auto const claimed = claim_at(server);
  ASSERT_TRUE(claimed) << claimed.error().message << claimed.error().at;
  EXPECT_NE(server.asked()[8].find("PUT /v1/tenants/t/purposes/troth-probes-1"), std::string::npos);
  EXPECT_NE(server.asked()[13].find("PUT /v1/tenants/t/collections/contact"), std::string::npos);
}

TEST(Claim, TakesAMarkedTenantAsItIs) {
  CannedServer server({kTenant, kKnown, CannedServer::answer(200, R"({"matches":[]})")});
  ASSERT_TRUE(claim_at(server));
  EXPECT_EQ(defined(server), 0u);
}

}  // namespace
}  // namespace troth::probe
