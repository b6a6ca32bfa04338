#include "vault/disclose.h"

#include "vault/instructions.h"
#include "vault/ledger_tables.h"
#include "vault/recipients_places.h"
#include "vault/sealing.h"
#include "vault/tenant_fixture.h"

namespace troth::vault {
namespace {

using act::Operation;

constexpr std::string_view kKey = R"({"kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"})";

std::string text_of(std::string const& more = {}) {
  return R"({"title":"Mailer","country":"DE","basis":"processor","transfer":"eea","purposes":["support"],)"
         R"("contract":{"sha256":")" +
         std::string(64, 'a') + R"(","expires":"2099-01-01T00:00:00Z"},"key":)" + std::string(kKey) + more + "}";
}

class Disclose : public ::testing::Test {
 protected:
  Disclose() { define(); }

  void define() {
    auto const rules = at_.rules();
    at_.decided([&](Context const& c) { return define_recipient(c, rules, name_, text_of()); });
  }
  void suspend() {
    auto const rules = at_.rules();
    at_.decided([&](Context const& c) { return suspend_recipient(c, rules, name_); });
  }
  /// Leave for the purpose `support` and the field `email`, as a principal has it.
  access::Grant leave(SubjectId subject) {
    auto const purpose = PurposeName::parse("support");
    auto snapshot = at_.house().snapshot();
    auto facts = must(subject_facts(*snapshot, at_.tenant(), subject));
    must(add_field_rules(*snapshot, at_.tenant(), facts, TenantHouse::collection(), purpose, {"email"}));
    auto const permissions = act::Permissions().with(act::Permission::disclose);
    access::Actor const desk{at_.tenant(), PrincipalId{}, TokenId{}, permissions, 0, at_.now() + std::chrono::hours(1)};
    access::Intent const intent{Operation::disclosure, act::Permission::disclose, at_.tenant(), purpose, true, true};
    return must(access::authorise(desk, intent, std::move(facts), at_.now()));
  }
  Result<Decision> disclosed(SubjectId subject, RecordId record) {
    auto const grant = leave(subject);
    return at_.decide([&](Context const& c) { return disclose(c, grant, {name_, TenantHouse::collection(), record}); });
  }
  Result<> commit(Decision const& decision) { return at_.house().commit(decision.writes); }

  TenantHouse at_;
  RecipientName name_ = *RecipientName::parse("mailer");
};

TEST_F(Disclose, IsNotCommittedForARecipientThatWasSuspendedMeanwhile) {
  auto const ada = at_.add_subject();
  auto const record = at_.add_record(ada, "ada@example.com");
  auto const decided = must(disclosed(ada, record));
  suspend();
  EXPECT_EQ(refusal_of(commit(decided)), Code::conflict);
  EXPECT_EQ(refusal_of(disclosed(ada, record)), Code::denied);
  define();
  EXPECT_FALSE(refusal_of(commit(must(disclosed(ada, record)))));
}

TEST_F(Disclose, IsNeverMissingFromWhomARestrictionNames) {
  auto const ada = at_.add_subject();
  auto const record = at_.add_record(ada, "ada@example.com");
  auto const grant = at_.grant(Operation::restriction, ada);
  auto const restricting = [&](Context const& c) { return restrict(c, grant, "legal-claims", "a claim"); };
  auto const before = must(at_.decide(restricting));
  must(commit(must(disclosed(ada, record))));
  EXPECT_EQ(refusal_of(commit(before)), Code::conflict) << "it does not name the recipient";
  auto const after = must(at_.decide(restricting));
  EXPECT_NE(after.reply.body.find("\"mailer\""), std::string::npos);
  must(commit(after));
}

TEST_F(Disclose, HasABudgetThatHoldsAtTheCommit) {
  auto const ada = at_.add_subject();
  auto const record = at_.add_record(ada, "ada@example.com");
  auto const hour = std::chrono::floor<std::chrono::hours>(at_.now()).time_since_epoch().count();
  store::Params const one{at_.tenant(), PrincipalId{}, std::int64_t(hour), kDisclosuresAnHour};
  auto const last = must(disclosed(ada, record)), over = must(disclosed(ada, record));
  auto event = at_.house().event({at_.tenant(), act::EventType::administered, "{}", "{}", "{}", {}});
  must(at_.house().commit(
      store::WriteSet(std::move(event))
          .then_each(sql::take_disclosure, std::vector<store::Params>(kDisclosuresAnHour - 1, one))));
  EXPECT_FALSE(refusal_of(commit(last)));
  EXPECT_EQ(refusal_of(commit(over)), Code::exhausted) << "decided before the budget was used up";
  EXPECT_EQ(refusal_of(disclosed(ada, record)), Code::exhausted);
  at_.house().clock().pass(std::chrono::hours(1));
  EXPECT_FALSE(refusal_of(commit(must(disclosed(ada, record)))));
}

TEST_F(Disclose, TakesNoContractThatRanOut) {
  auto const ada = at_.add_subject();
  auto const record = at_.add_record(ada, "ada@example.com");
  at_.house().clock().pass(std::chrono::hours(24 * 365 * 80));
  EXPECT_EQ(refusal_of(disclosed(ada, record)), Code::denied);
}

TEST_F(Disclose, IsBoundToTheInstructionItWasDecidedUnder) {
  auto const ada = at_.add_subject();
  auto const record = at_.add_record(ada, "ada@example.com");
  auto const bound = must(Instructed::judge(*at_.house().snapshot(), at_.tenant(), Operation::disclosure));
  auto decided = must(disclosed(ada, record));
  decided.writes = bound.guard(std::move(decided.writes));
  auto const rules = at_.rules();
  at_.decided([&](Context const& c) { return instruct(c, rules, std::string(64, 'a'), "store only", {"storage"}); });
  EXPECT_EQ(refusal_of(commit(decided)), Code::conflict);
  auto const snapshot = at_.house().snapshot();
  EXPECT_EQ(refusal_of(Instructed::judge(*snapshot, at_.tenant(), Operation::disclosure)), Code::denied);
  EXPECT_FALSE(refusal_of(Instructed::judge(*snapshot, at_.tenant(), Operation::storage)));
  EXPECT_FALSE(refusal_of(Instructed::judge(*snapshot, at_.tenant(), Operation::administration)));
}

TEST(Recipient, IsReadAgainFromItsText) {
  auto const recipient = must(parse_recipient(text_of()));
  std::string const text = recipient_text(recipient);
  EXPECT_EQ(recipient_text(must(parse_recipient(text))), text);
  EXPECT_EQ(refusal_of(parse_recipient(text_of(R"(,"more":1)"))), Code::invalid);
}

TEST(Places, KnowTheirCountries) {
  for (auto code : {"DE", "IS", "LI", "NO", "FR"}) EXPECT_TRUE(is_country(code) && in_eea(code)) << code;
  for (auto code : {"US", "GB", "CH", "ZW", "AD"}) EXPECT_TRUE(is_country(code) && !in_eea(code)) << code;
  for (auto code : {"GB", "CH", "JP", "US"}) EXPECT_TRUE(is_adequate(code)) << code;
  for (auto code : {"CN", "RU", "DE"}) EXPECT_FALSE(is_adequate(code)) << code;
  for (auto code : {"", "D", "de", "XX", "E ", " D", "DE "}) EXPECT_FALSE(is_country(code)) << code;
}

}  // namespace
}  // namespace troth::vault
