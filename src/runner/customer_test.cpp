#include "runner/customer.h"

#include <gtest/gtest.h>

#include "probe/canned_server.h"
#include "runner/fake_stage.h"

namespace troth::runner {
namespace {

using probe::CannedServer;
using probe::Needs;

Result<> sees_good(probe::Scene& scene) {
  scene.saw(true, "good");
  return {};
}

Result<> makes_a_person(probe::Scene& scene) {
  auto& tenant = scene.tenant();
  TROTH_TRY(tenant.owner.expect(201, http::Method::post, tenant.base + "/subjects"));
  return sees_good(scene);
}

probe::Probe needing(Needs needs, Result<> (*run)(probe::Scene&) = sees_good) {
  auto out = planted(run);
  out.needs = needs;
  return out;
}

Customer customer_at(client::Target const& target) {
  Customer out;
  out.tenant = "t";
  out.target = target;
  out.owner = Secret::copy_of(as_bytes("owner"));
  return out;
}

Result<std::vector<Outcome>> run(client::Target const& target, probe::Probe const& probe) {
  probe::Probe const* const list[] = {&probe};
  return run_as_customer(customer_at(target), list, {1, std::chrono::seconds(5)}, [](Outcome const&) {});
}

/// Of a tenant that is marked and furnished.
std::vector<std::string> claimed() {
  return {CannedServer::answer(200, "{}"), CannedServer::answer(404, "{}"), CannedServer::answer(200, "{}")};
}

TEST(Customer, RunsOnlyWhatTakesItsOwnTokensAlone) {
  EXPECT_NE(not_for_customers(planted(sees_good), true), "") << "a probe that says nothing needs everything";
  EXPECT_EQ(not_for_customers(needing(probe::kOwnTenant), false), "");
  EXPECT_EQ(not_for_customers(needing(probe::kOwnTenantAndLog), true), "");
  EXPECT_NE(not_for_customers(needing(probe::kOwnTenantAndLog), false), "");
  EXPECT_NE(not_for_customers(needing({true, false, false}), true), "");
  EXPECT_NE(not_for_customers(needing({false, true, false}), true), "");
  auto twin = needing(probe::kOwnTenant);
  twin.place = probe::Place::twin;
  EXPECT_NE(not_for_customers(twin, true), "");
}

TEST(Customer, RefusesAProbeThatIsNotForCustomersAndAsksNobody) {
  auto const out = run({"/nonexistent/s", "", "", 1}, planted(sees_good));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::invalid);
  EXPECT_EQ(out.error().at, "X-1");
}

TEST(Customer, ErasesThePeopleThatAProbeMade) {
  auto answers = claimed();
  answers.push_back(CannedServer::answer(201, R"({"subject":"s-1"})"));
  answers.push_back(CannedServer::answer(202, "{}"));
  CannedServer server(answers);
  auto const out = run(server.target(), needing(probe::kOwnTenant, makes_a_person));
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->at(0).verdict, Verdict::pass) << out->at(0).error;
  EXPECT_NE(server.asked().at(4).find("POST /v1/tenants/t/subjects/s-1/erasure"), std::string::npos);
}

TEST(Customer, SaysThatSomebodyIsLeft) {
  auto answers = claimed();
  answers.push_back(CannedServer::answer(201, R"({"subject":"s-1"})"));
  answers.push_back(CannedServer::answer(403, "{}"));
  CannedServer server(answers);
  auto const out = run(server.target(), needing(probe::kOwnTenant, makes_a_person));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().at, "s-1");
}

TEST(Customer, WithTooFewPermissionsIsNeverAPass) {
  CannedServer server({CannedServer::answer(403, "{}")});
  auto const out = run(server.target(), needing(probe::kOwnTenant));
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->at(0).verdict, Verdict::error);
  EXPECT_NE(out->at(0).error.find("too few permissions"), std::string::npos);
}

TEST(Customer, OfAForeignTenantRunsNothing) {
  CannedServer server({CannedServer::answer(404, "{}")});
  auto const out = run(server.target(), needing(probe::kOwnTenant));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::not_found);
}

}  // namespace
}  // namespace troth::runner
