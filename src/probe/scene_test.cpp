#include "probe/scene.h"

#include <gtest/gtest.h>

#include "probe/canned_server.h"
#include "probe/scene_wiring.h"

namespace troth::probe {
namespace {

Scene scene_at(client::Target const& target, std::filesystem::path data = {}) {
  auto caller = [&](char const* token) { return Caller(target, Secret::copy_of(as_bytes(token))); };
  Scene::Wiring wiring{Place::live, Tenant{"t", "/v1/tenants/t", caller("owner"), caller("reader")},
                       Tenant{"n", "/v1/tenants/n", caller("other"), caller("reader")}, Caller(target, std::nullopt),
                       std::move(data)};
  return Scene(std::move(wiring));
}

TEST(Caller, SendsItsTokenAndGivesWhateverComesBack) {
  CannedServer server({CannedServer::answer(418, R"({"kind":"teapot"})", "Audit-Event: e-1\r\nETag: \"3\"\r\n"),
                       CannedServer::answer(200, "")});
  Caller caller(server.target(), Secret::copy_of(as_bytes("secret-token")));
  auto const answer = caller.put("/kettle", "{}", {{"If-Match", "\"2\""}});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 418);
  EXPECT_EQ(answer->event(), "e-1");
  EXPECT_EQ(answer->headers.at("etag"), "\"3\"");
  EXPECT_EQ(*answer->text("kind"), "teapot");
  EXPECT_FALSE(answer->text("size"));
  auto const refused = caller.expect(201, http::Method::get, "/kettle");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().at, "GET /kettle");
  EXPECT_NE(server.asked()[0].find("PUT /kettle HTTP/1.1"), std::string::npos);
  EXPECT_NE(server.asked()[0].find("Authorization: Bearer secret-token"), std::string::npos);
  EXPECT_NE(server.asked()[0].find("If-Match: \"2\""), std::string::npos);
}

TEST(Caller, WithoutATokenSendsNone) {
  CannedServer server({CannedServer::answer(401, "{}")});
  Caller stranger(server.target(), std::nullopt);
  ASSERT_TRUE(stranger.get("/"));
  EXPECT_EQ(server.asked()[0].find("Authorization"), std::string::npos);
}

TEST(Caller, WithNobodyThereIsAnError) {
  Caller caller({"/nonexistent/s", "", "", 1}, std::nullopt);
  EXPECT_FALSE(caller.get("/"));
}

TEST(Scene, MakesCanariesThatNobodyCanForetell) {
  auto one = scene_at({"/nonexistent/s", "", "", 1}), two = scene_at({"/nonexistent/s", "", "", 1});
  auto const canary = one.canary("name");
  EXPECT_TRUE(canary.starts_with("canary-name-"));
  EXPECT_EQ(canary.size(), std::string("canary-name-").size() + 20);
  EXPECT_NE(canary, one.canary("name"));
  EXPECT_NE(canary, two.canary("name"));
}

TEST(Scene, KeepsWhatWasSeen) {
  auto scene = scene_at({"/nonexistent/s", "", "", 1});
  scene.saw(true, "one");
  scene.saw_status({404, "", {}}, 404, "absent");
  scene.saw_status({200, "", {}}, 404, "foreign");
  ASSERT_EQ(scene.observations().size(), 3u);
  EXPECT_TRUE(scene.observations()[1].held);
  EXPECT_FALSE(scene.observations()[2].held);
  EXPECT_EQ(scene.observations()[2].what, "foreign: 200 instead of 404");
}

TEST(Scene, OfAServedCellHasNoTwinAndWithoutAFolderNoFiles) {
  auto scene = scene_at({"/nonexistent/s", "", "", 1});
  EXPECT_FALSE(scene.twin());
  EXPECT_FALSE(scene.data());
  EXPECT_FALSE(scene.files_with("x"));
}

TEST(Scene, KnowsHostAndPortOfItsCell) {
  EXPECT_EQ(scene_at({"", "https://127.0.0.1:8443", "", 1}).host(), "127.0.0.1");
  EXPECT_EQ(scene_at({"", "https://127.0.0.1:8443", "", 1}).port(), 8443);
  EXPECT_EQ(scene_at({"", "https://[::1]:9", "", 1}).host(), "::1");
  EXPECT_EQ(scene_at({"", "https://[::1]:9", "", 1}).port(), 9);
  EXPECT_EQ(scene_at({"", "https://cell.example.com", "", 1}).host(), "cell.example.com");
  EXPECT_EQ(scene_at({"", "https://cell.example.com", "", 1}).port(), 443);
}

TEST(Scene, AsksForAFurtherPrincipalAsTheOwner) {
  CannedServer server({CannedServer::answer(201, R"({"token":"new"})")});
  auto scene = scene_at(server.target());
  auto const made = scene.principal({"consult", "alter"});
  ASSERT_TRUE(made);
  EXPECT_EQ(as_text(made->token()->view()), "new");
  EXPECT_NE(server.asked()[0].find("POST /v1/tenants/t/principals"), std::string::npos);
  EXPECT_NE(server.asked()[0].find(R"("permissions":["consult","alter"])"), std::string::npos);
  EXPECT_NE(server.asked()[0].find("Bearer owner"), std::string::npos);
}

TEST(Scene, OfACustomerHasNoNeighbourAndNoFilesWhateverItIsGiven) {
  CannedServer server({});
  auto caller = [&] { return Caller(server.target(), Secret::copy_of(as_bytes("token"))); };
  Scene::Wiring wiring{Place::live, Tenant{"t", "/v1/tenants/t", caller(), caller()},
                       Tenant{"n", "/v1/tenants/n", caller(), caller()}, Caller(server.target(), std::nullopt),
                       std::filesystem::temp_directory_path()};
  wiring.customer = true;
  Scene scene(std::move(wiring));
  EXPECT_TRUE(scene.of_customer());
  EXPECT_FALSE(scene.data());
  EXPECT_FALSE(scene.files_with("x"));
  for (auto* one : {&scene.neighbour().owner, &scene.neighbour().reader}) {
    auto const asked = one->get("/");
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().code, Code::denied);
  }
  EXPECT_FALSE(scene.neighbour().person("Ada", "ada@example.com"));
}

}  // namespace
}  // namespace troth::probe
