#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/id.h"
#include "base/name.h"

namespace troth::access {

/// Fields of one collection version, bit i = field i; a collection has at most 64.
using FieldMask = std::uint64_t;

enum class TenantState : std::uint8_t { absent, active, frozen, closing };
enum class SubjectState : std::uint8_t { none, absent, active, restricted, erasing };

/// What a tenant's rules say of the fields one request asks for, under the purpose it names.
struct FieldRules {
  bool purpose_known = false;  ///< the tenant has defined the purpose
  FieldMask asked = 0;         ///< what the request wants to see
  FieldMask allowed = 0;       ///< what the purpose may see
};

/// State that decides a request, loaded by `vault` from the same snapshot the handler reads, judged by `access`.
struct Facts {
  TenantState tenant = TenantState::absent;
  SubjectState subject = SubjectState::none;  ///< none: the request is about no subject
  std::optional<SubjectId> subject_id;
  std::int64_t subject_revision = 0;  ///< guarded in the write set
  std::optional<CollectionName> collection;
  FieldRules fields;
};

}  // namespace troth::access
