#pragma once
#include <gtest/gtest.h>

#include "access/grant.h"

namespace troth::access {

inline TenantId const kTenant = *TenantId::parse("01890a5d-ac96-474b-8cce-b302099a8057");
inline TenantId const kOther = *TenantId::parse("01890a5d-ac96-474b-8cce-b302099a8058");
inline SubjectId const kSubject = *SubjectId::parse("01890a5d-ac96-774b-8cce-b302099a8059");
inline PurposeName const kPurpose = *PurposeName::parse("support");
inline CollectionName const kCollection = *CollectionName::parse("contact");
inline Time const kNow = *parse_rfc3339("2026-11-22T09:30:00Z");

/// The answer in a letter: + granted, L locked, G gone, N not found, D denied, R a purpose is required.
inline char letter(Result<Grant> const& judged) {
  if (judged) return '+';
  switch (judged.error().code) {
    case Code::locked:
      return 'L';
    case Code::gone:
      return 'G';
    case Code::not_found:
      return 'N';
    case Code::denied:
      return 'D';
    case Code::required:
      return 'R';
    default:
      return '?';
  }
}

inline Actor actor(act::Permissions permissions, TenantId tenant = kTenant) {
  return {tenant, PrincipalId(PrincipalId::Array{1}), TokenId(TokenId::Array{2}), permissions,
          1,      kNow + std::chrono::hours(1)};
}
inline act::Permissions only(act::Permission permission) { return act::Permissions().with(permission); }
inline act::Permissions all_but(act::Permission permission) {
  return act::Permissions(~std::uint64_t{0} & ~only(permission).bits());
}

inline Intent intent(act::Operation operation) {
  return {operation, act::permission_of(operation), kTenant, std::nullopt, false, false};
}
inline Facts facts(TenantState tenant, SubjectState subject) {
  Facts out;
  out.tenant = tenant;
  out.subject = subject;
  if (subject != SubjectState::none && subject != SubjectState::absent) out.subject_id = kSubject;
  return out;
}

}  // namespace troth::access
