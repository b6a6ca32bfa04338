#include "app/idempotency.h"

#include "lifecycle/tables.h"
#include "vault/tenant_fixture.h"

namespace troth::app {
namespace {

using audit::must;
using audit::refusal_of;
using vault::Context;

class Keyed : public ::testing::Test {
 protected:
  Keyed()
      : at_(lifecycle::schema()),
        state_(at_.house().seal_folder()),
        sealer_(audit::Sealer::Wiring{at_.house().store(), at_.house().seal(), state_, at_.house().clock(),
                                      at_.house().random(), "log.example.com/cell-1"}),
        services_{at_.house().epochs(), at_.house().seal(), sealer_, standing_, running_} {
    actor_.tenant = at_.tenant();
    actor_.principal = PrincipalId(PrincipalId::Array{7});
  }

  static http::Request request(std::string const& body, std::optional<std::string> key, std::string target = "/v1/x") {
    http::Request out;
    out.method = http::Method::post;
    out.target = std::move(target);
    out.body = body;
    if (key) out.headers.add("Idempotency-Key", *key);
    return out;
  }
  template <class Act>
  auto with(http::Request const& request, Act const& act, std::optional<TenantId> tenant = {}) {
    auto snapshot = at_.house().snapshot();
    Context const context{*snapshot, at_.house().clock(), at_.house().random(), at_.house().scribe(),
                          at_.house().keyring()};
    Call const call{request, matched_, services_, tenant.value_or(at_.tenant()), std::nullopt, std::nullopt};
    return act(context, call);
  }
  Result<std::optional<Idempotency>> read(http::Request const& request, std::optional<TenantId> tenant = {}) {
    return with(
        request, [](Context const& context, Call const& call) { return Idempotency::of(context, call); }, tenant);
  }
  Result<std::optional<vault::Decision>> replay(http::Request const& request) {
    auto const key = must(read(request)).value();
    return with(request, [&](Context const& context, Call const& call) { return key.replay(context, actor_, call); });
  }
  /// The set of a first answer, with its row.
  store::WriteSet first(http::Request const& request) {
    auto const key = must(read(request)).value();
    auto event = at_.house().event({at_.tenant(), act::EventType::recorded, "{}", "{}", "{}", std::nullopt});
    first_event_ = event.id;
    return with(request, [&](Context const&, Call const& call) {
      return store::WriteSet(key.remember(store::WriteSet(std::move(event)), actor_, call,
                                          vault::reply(201, "{\"secret\":1}", "/v1/made"), at_.now()));
    });
  }

  vault::TenantHouse at_;
  audit::SignedState state_;
  audit::Sealer sealer_;
  LogStanding standing_;
  evidence::Running running_;
  Services services_;
  http::Matched matched_;
  access::Actor actor_;
  EventId first_event_;
};

TEST_F(Keyed, TheFirstAnswerIsRememberedWithoutItsContent) {
  auto const asked = request("{\"a\":1}", "k-1");
  EXPECT_FALSE(must(replay(asked))) << "nothing yet";
  must(at_.house().commit(first(asked)));
  auto const again = must(replay(asked));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->reply.status, 201);
  EXPECT_EQ(again->reply.body,
            "{\"replayed\":true,\"event\":\"" + first_event_.text() + "\",\"location\":\"/v1/made\"}");
  EXPECT_EQ(again->writes.events().front().type, act::EventType::replayed);
  auto const rows = at_.house().rows("SELECT * FROM idempotency");
  for (auto const& value : rows.at(0)) {
    auto const* text = std::get_if<std::string>(&value.variant());
    EXPECT_TRUE(!text || *text == "/v1/made") << "only the location is text";
  }
}

TEST_F(Keyed, AnotherRequestUnderTheKeyIsAConflict) {
  must(at_.house().commit(first(request("{\"a\":1}", "k-1"))));
  EXPECT_EQ(refusal_of(replay(request("{\"a\":2}", "k-1"))), Code::conflict);
  EXPECT_EQ(refusal_of(replay(request("{\"a\":1}", "k-1", "/v1/y"))), Code::conflict);
  auto other_method = request("{\"a\":1}", "k-1");
  other_method.method = http::Method::put;
  EXPECT_EQ(refusal_of(replay(other_method)), Code::conflict);
  auto other_condition = request("{\"a\":1}", "k-1");
  other_condition.headers.add("If-Match", "\"2\"");
  EXPECT_EQ(refusal_of(replay(other_condition)), Code::conflict);
  auto other_page = request("{\"a\":1}", "k-1");
  other_page.headers.add("Origin", "https://evil.example.net");
  EXPECT_EQ(refusal_of(replay(other_page)), Code::conflict);
  EXPECT_FALSE(must(replay(request("{\"a\":1}", "k-2"))));
  actor_.principal = PrincipalId(PrincipalId::Array{8});
  EXPECT_FALSE(must(replay(request("{\"a\":2}", "k-1")))) << "a key is its principal's";
}

TEST_F(Keyed, TwoFirstAnswersAtOnceAreOne) {
  auto const asked = request("{}", "k-1");
  auto one = first(asked), two = first(asked);
  must(at_.house().commit(std::move(one)));
  EXPECT_EQ(refusal_of(at_.house().commit(std::move(two))), Code::conflict) << "decided again, it finds the row";
}

TEST_F(Keyed, AfterADayTheKeyIsFreeAgain) {
  auto const asked = request("{}", "k-1");
  must(at_.house().commit(first(asked)));
  at_.house().clock().pass(std::chrono::hours(24) - std::chrono::seconds(1));
  EXPECT_TRUE(must(replay(asked)));
  at_.house().clock().pass(std::chrono::seconds(2));
  EXPECT_FALSE(must(replay(asked)));
  must(at_.house().commit(first(request("{\"other\":1}", "k-1"))));
  EXPECT_EQ(must(replay(request("{\"other\":1}", "k-1")))->reply.status, 201);
}

TEST_F(Keyed, AKeyIsPrintableAndShortAndNoneOfTheCells) {
  EXPECT_FALSE(must(read(request("", std::nullopt))));
  EXPECT_TRUE(must(read(request("", std::string(128, '~')))));
  for (auto const& key :
       {std::string(), std::string("a b"), std::string(129, 'k'), std::string("k\x7f"), std::string("k\xc3\xa9")})
    EXPECT_EQ(refusal_of(read(request("", key))), Code::invalid) << key;
  auto doubled = request("", "k");
  doubled.headers.add("idempotency-key", "k");
  EXPECT_EQ(refusal_of(read(doubled)), Code::invalid);
  EXPECT_EQ(refusal_of(read(request("", "k"), kCell)), Code::invalid);
}

}  // namespace
}  // namespace troth::app
