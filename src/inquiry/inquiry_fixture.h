#pragma once
// A tenant whose log is sealed and can be read, in a cell of the test's own.
#include "audit/sealer.h"
#include "audit/search_index.h"
#include "inquiry/answer.h"
#include "vault/tenant_fixture.h"

namespace troth::inquiry {

using audit::must;
using audit::refusal_of;
using vault::Context;

inline http::JsonValue json_of(std::string_view text) { return must(http::parse_json(text)); }
inline http::JsonValue const& at(http::JsonValue const& value, std::string_view name) {
  static http::JsonValue const none;
  if (!value.object()) return none;
  auto const it = value.object()->find(name);
  EXPECT_NE(it, value.object()->end()) << name << " is not in " << value.dump();
  return it == value.object()->end() ? none : it->second;
}

class LogHouse : public ::testing::Test {
 protected:
  LogHouse() : state_(house().seal_folder()) {
    sealer_.emplace(audit::Sealer::Wiring{house().store(), house().seal(), state_, house().clock(), house().random(),
                                          "log.example.com/cell-1"});
    must(sealer_->create());
    must(sealer_->open());
  }

  audit::House& house() { return at_.house(); }
  TenantId tenant() const { return at_.tenant(); }
  void seal() {
    must(sealer_->seal());
    must(sealer_->show({}, false));
  }
  Seals seals() const { return {sealer_->newest(), *sealer_}; }
  void index() {
    while (must(audit::SearchIndex::advance(house().store(), tenant())) > 0) continue;
  }

  /// One who was named for reading the log of `tenant`.
  access::Grant reader(TenantId log) {
    access::Actor const actor{log,
                              reader_,
                              TokenId::make_random(house().random()),
                              act::Permissions().with(act::Permission::read_log),
                              1,
                              at_.now() + std::chrono::hours(1)};
    access::Intent const intent{act::Operation::administration, act::Permission::read_log, log, {}, false, false};
    access::Facts facts;
    facts.tenant = access::TenantState::active;
    return must(access::authorise(actor, intent, facts, at_.now()));
  }
  access::Grant reader() { return reader(tenant()); }

  /// An event of a look at one field of somebody, as a consultation writes it.
  EventId look(std::optional<SubjectId> subject, PrincipalId actor, TokenId token, std::string const& field = "email") {
    std::string const whom = subject ? "{\"subject\":\"" + subject->text() + "\"}" : "{}";
    auto event = house().event({tenant(), act::EventType::consulted,
                                "{\"collection\":\"contact\",\"fields\":[\"" + field + "\"]}", "{}", whom, subject,
                                actor, token});
    auto const id = event.id;
    must(house().commit(store::WriteSet(std::move(event))));
    return id;
  }
  /// What an erasure leaves of a person: key and rows gone, a handle in the log.
  void erase(SubjectId subject) {
    must(house().shredder().shred(tenant(), subject, at_.now()));
    Bytes const handle = SubjectId::make_random(house().random()).bytes();
    store::Params const whose{tenant(), subject};
    must(house().commit(
        store::WriteSet(house().event({tenant(), act::EventType::erasure_progressed, "{}", "{}", "{}", {}}))
            .then(audit::sql::forget_indexed, {handle, Bytes(), tenant(), subject}, store::kAny)
            .then(audit::sql::index_handle, {handle, tenant(), subject}, store::kAny)
            .then(audit::sql::unindex_subject, whose, store::kAny)
            .then(audit::sql::forget_tail, {handle, Bytes(), tenant(), subject}, store::kAny)
            .then(vault::sql::delete_subject, whose)));
  }

  vault::TenantHouse at_;
  audit::SignedState state_;
  std::optional<audit::Sealer> sealer_;
  PrincipalId reader_ = PrincipalId::make_random(house().random());
};

}  // namespace troth::inquiry
