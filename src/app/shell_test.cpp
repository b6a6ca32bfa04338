#include "app/shell.h"

#include <future>

#include "access/token.h"
#include "app/schema.h"
#include "vault/principals.h"
#include "vault/tenant_fixture.h"

namespace troth::app {
namespace {

using audit::must;

/// The shell over real stores, asked without a socket: so a request can come from where no test can stand.
class ShellTest : public ::testing::Test {
 protected:
  ShellTest()
      : at_(lifecycle_schema()),
        state_(house().seal_folder()),
        sealer_(audit::Sealer::Wiring{house().store(), house().seal(), state_, house().clock(), house().random(),
                                      "log.example.com/cell-1"}),
        jobs_({house().store(), house().keyring(), house().scribe(), house().clock(), house().random(),
               lifecycle::Effects{house().shredder(), house().epochs()}},
              [] {}),
        shell_(wiring()) {}
  ~ShellTest() override { shell_.drain(); }

  static store::Schema lifecycle_schema() {
    store::Schema out;
    for (auto const& migration : data_schema())
      if (migration.domain == "lifecycle") out.push_back(migration);
    return out;
  }
  audit::House& house() { return at_.house(); }
  Shell::Wiring wiring() {
    return {
        house().store(),
        house().keyring(),
        house().scribe(),
        house().clock(),
        house().random(),
        Services{house().epochs(), house().seal(), sealer_, standing_, running_, {"", "security@example.com", "", ""}},
        jobs_};
  }

  http::Response ask(http::Method method, std::string target, std::string token, http::Origin origin) {
    http::Request request;
    request.method = method;
    request.target = std::move(target);
    request.headers.add("Authorization", "Bearer " + token);
    request.origin = origin;
    request.peer = "192.0.2.7";
    std::promise<http::Response> answer;
    shell_.serve(std::move(request), [&](http::Response response) { answer.set_value(std::move(response)); });
    return answer.get_future().get();
  }

  /// The token that DATA/first-admin holds after init.
  std::string first_admin_token() {
    auto const credential = access::Credential::make(kCell, at_.now(), house().random());
    Time const expires = at_.now() + std::chrono::hours(1);
    auto mac = must(vault::first_admin_mac(house().keyring(), credential, expires));
    auto event = house().event({kCell, act::EventType::cell_created, "{}", "{}", "{}", std::nullopt});
    must(house().commit(store::WriteSet(std::move(event)).then(access::sql::insert_first_admin, {mac, expires})));
    return std::string(as_text(credential.text().view()));
  }

  vault::TenantHouse at_;
  audit::SignedState state_;
  audit::Sealer sealer_;
  LogStanding standing_;
  evidence::Running running_;
  lifecycle::Runner jobs_;
  Shell shell_;
};

TEST_F(ShellTest, MakesTheFirstAdministratorOnThisMachineOnly) {
  std::string const token = first_admin_token();
  constexpr auto kPath = "/v1/cell/administrators";
  EXPECT_EQ(ask(http::Method::post, kPath, token, http::Origin::remote).status, 401);
  EXPECT_EQ(ask(http::Method::post, kPath, token, http::Origin::loopback).status, 201);  // the refusal used nothing up
  EXPECT_EQ(ask(http::Method::post, kPath, token, http::Origin::socket).status, 401);    // and this did
}

TEST_F(ShellTest, AnswersAStrangerWithoutAnEventAndCountsHim) {
  auto const before = house().count("SELECT COUNT(*) FROM event", {});
  EXPECT_EQ(ask(http::Method::get, "/v1/cell/keys", "nothing", http::Origin::remote).status, 401);
  EXPECT_EQ(house().count("SELECT COUNT(*) FROM event", {}), before);
  must(shell_.log_counts());
  EXPECT_EQ(house().count("SELECT COUNT(*) FROM event WHERE type = 92", {}), 1);
}

TEST_F(ShellTest, AnswersSecurityTxtFromTheContactAlone) {
  for (auto target : {"/.well-known/security.txt", "/.well-known/security.txt?from=a-scanner"}) {
    auto const answer = ask(http::Method::get, target, "", http::Origin::remote);
    EXPECT_EQ(answer.status, 200) << "there is no table of evidence here that it could read";
    EXPECT_TRUE(answer.body.starts_with("Contact: mailto:security@example.com\n")) << answer.body;
  }
  EXPECT_EQ(ask(http::Method::get, "/trust", "", http::Origin::remote).status, 500) << "which the board needs";
}

TEST_F(ShellTest, CountsTheStrangersThatItHasNoRoomFor) {
  auto counted = [&] { return house().count("SELECT COUNT(*) FROM event WHERE type = 92", {}); };
  std::promise<void> reached, leave;
  auto const shown = [&](net::Respond respond) {
    http::Request request;
    request.method = http::Method::get;
    request.target = "/trust.css";
    shell_.serve(std::move(request), std::move(respond));
  };
  shown([&](http::Response) {
    reached.set_value();
    leave.get_future().wait();
  });
  reached.get_future().wait();
  must(shell_.log_counts());  // the one whose answer holds the thread
  auto const before = counted();
  constexpr int kMostWaiting = 1'024;
  std::atomic<int> late = 0;
  for (int i = 0; i < kMostWaiting; ++i) shown([&](http::Response answer) { late += answer.status == 200; });
  int status = 0;
  shown([&](http::Response answer) { status = answer.status; });
  EXPECT_EQ(status, 429);
  must(shell_.log_counts());
  EXPECT_EQ(counted(), before + 1) << "nobody else has been answered meanwhile";
  leave.set_value();
  shell_.drain();
  EXPECT_EQ(late, kMostWaiting);
}

TEST_F(ShellTest, LooksIntoARemoteStoreForABrowserOnTheThreadOfThePages) {
  auto remote = wiring();
  remote.remote = true;
  Shell shell(remote);
  std::promise<void> reached, leave;
  http::Request page;
  page.method = http::Method::get;
  page.target = "/trust.css";
  shell.serve(page, [&](http::Response) {
    reached.set_value();
    leave.get_future().wait();
  });
  reached.get_future().wait();
  http::Request preflight;
  preflight.method = http::Method::other;
  preflight.target = "/v1/tenants/" + at_.tenant().text() + "/forms/contact/collect";
  preflight.headers.add("Origin", "https://www.example.com");
  preflight.headers.add("Access-Control-Request-Method", "POST");
  std::atomic<int> status = 0;
  shell.serve(preflight, [&](http::Response answer) { status = answer.status; });
  EXPECT_EQ(status, 0) << "answered by the thread that serves connections";
  leave.set_value();
  shell.drain();
  EXPECT_EQ(status, 405);
}

}  // namespace
}  // namespace troth::app
