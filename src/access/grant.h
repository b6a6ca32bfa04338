#pragma once
#include "access/actor.h"
#include "access/facts.h"
#include "base/result.h"

namespace troth::access {

/// What a request asks to do, before it is judged.
struct Intent {
  act::Operation operation;
  act::Permission permission;
  TenantId tenant;
  std::optional<PurposeName> purpose;
  bool needs_purpose = false;
  bool needs_fields = false;
};

/// Leave to do one operation for one request, for at most 30 s. Only `authorise` and `authorise_job` make one; whatever
/// decrypts takes one, so code that was not authorised does not compile.
class Grant {
 public:
  static constexpr Duration kLife = std::chrono::seconds(30);

  Actor const& actor() const { return actor_; }
  TenantId tenant() const { return tenant_; }
  act::Operation operation() const { return operation_; }
  std::optional<PurposeName> const& purpose() const { return purpose_; }
  Time until() const { return until_; }
  Facts const& facts() const { return facts_; }
  /// denied unless every field of `mask` of this collection was asked for and granted.
  Result<> covers(CollectionName const& collection, FieldMask mask) const;
  /// expired after `until`.
  Result<> alive(Time now) const;

 private:
  friend Result<Grant> authorise(Actor const&, Intent const&, Facts, Time);
  friend Result<Grant> authorise_job(TenantId, act::Operation, Facts, Time);
  friend Result<Grant> authorise_first_admin(Time);
  Grant(Actor actor, TenantId tenant, act::Operation operation, std::optional<PurposeName> purpose, Facts facts,
        Time until)
      : actor_(std::move(actor)),
        tenant_(tenant),
        operation_(operation),
        purpose_(std::move(purpose)),
        facts_(std::move(facts)),
        until_(until) {}

  Actor actor_;
  TenantId tenant_;
  act::Operation operation_;
  std::optional<PurposeName> purpose_;
  Facts facts_;
  Time until_;
};

/// Whether the actor may ask at all: not_found for another tenant (a log is read by its own principals only, not by the
/// cell's), denied without the permission. Before any facts are
/// loaded, so that what is there and what is not cannot be told apart by those who may not know.
Result<> may_ask(Actor const& actor, Intent const& intent);

/// Judges one request; the default is denied. Errors, in this order: not_found (the tenant or the subject is not
/// there), denied (permission), locked (frozen tenant, restricted subject), gone (erasing), required (no purpose where
/// one is needed), denied (purpose unknown, or a field it does not reach).
Result<Grant> authorise(Actor const& actor, Intent const& intent, Facts facts, Time now);

/// A committed intent is carried out under the cell's own principal, never under the one who asked.
Result<Grant> authorise_job(TenantId tenant, act::Operation operation, Facts facts, Time now);

/// For the one request that a first-admin token may make.
Result<Grant> authorise_first_admin(Time now);

}  // namespace troth::access
