#include "vault/links.h"

#include "crypto/hash.h"
#include "vault/identity.h"
#include "vault/tenant_fixture.h"

namespace troth::vault {
namespace {

using act::Operation;

class Links : public ::testing::Test {
 protected:
  Links() {
    auto const rules = at_.rules();
    auto const made = at_.decided([&](Context const& c) { return make_identity_secret(c, rules); });
    auto body = must(http::JsonReader::object(made.reply.body));
    secret_ = must(body.text("secret", 64));
  }

  /// Decided, not committed, with the guard of the path's subject as the shell adds it.
  template <class Act>
  Decision decided_for(SubjectId subject, Act const& act) {
    auto const grant = at_.grant(Operation::combination, subject);
    auto out = must(at_.decide([&](Context const& c) { return act(c, grant); }));
    out.writes =
        std::move(out.writes).require(sql::guard_subject, {at_.tenant(), subject, grant.facts().subject_revision});
    return out;
  }
  Decision linking(SubjectId from, SubjectId into, std::string const& basis) {
    return decided_for(from, [&](Context const& c, access::Grant const& grant) {
      return link(c, grant, {from, into, basis, "the same voice"});
    });
  }
  Decision verifying(SubjectId subject, std::string const& identity) {
    auto const mac = hex(crypto::hmac_sha256(as_bytes(secret_), as_bytes(identity)));
    return decided_for(subject, [&](Context const& c, access::Grant const& grant) {
      return verify_identity(c, grant, identity, mac);
    });
  }
  Result<> commit(Decision const& decision) { return at_.house().commit(decision.writes); }

  TenantHouse at_;
  std::string secret_;
  SubjectId ada_ = at_.add_subject(), bea_ = at_.add_subject(), cleo_ = at_.add_subject();
};

TEST_F(Links, ThatWereDecidedTogetherMakeNoChainInEitherOrder) {
  for (bool const outer_first : {false, true}) {
    auto const ada = at_.add_subject(), bea = at_.add_subject(), cleo = at_.add_subject();
    auto const outer = linking(bea, cleo, "person"), inner = linking(ada, bea, "person");
    must(commit(outer_first ? outer : inner));
    EXPECT_EQ(refusal_of(commit(outer_first ? inner : outer)), Code::conflict) << outer_first;
  }
}

TEST_F(Links, NobodyBecomesSomebodyElseUnderALinkThatCameInBetween) {
  for (auto const subject : {ada_, bea_}) must(commit(verifying(subject, "customer-7")));
  must(commit(linking(cleo_, bea_, "person")));
  must(commit(verifying(bea_, "customer-8")));  // a person's word rests on no identity
  must(commit(verifying(bea_, "customer-7")));
  auto const another = verifying(ada_, "customer-8"), same = verifying(ada_, "customer-7");
  must(commit(linking(ada_, bea_, "identity")));
  EXPECT_EQ(refusal_of(commit(another)), Code::conflict);
  EXPECT_FALSE(refusal_of(commit(same)));
}

}  // namespace
}  // namespace troth::vault
