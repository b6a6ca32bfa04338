#include "inquiry/persons.h"

#include "vault/tables.h"

namespace troth::inquiry {

Result<bool> Persons::here(SubjectId subject) {
  auto [it, fresh] = revisions_.try_emplace(subject);
  if (!fresh) return it->second.has_value();
  TROTH_TRY(auto row, snapshot_.one(vault::sql::select_subject, {tenant_, subject}));
  if (row && (*row)[0].text() != "erasing") it->second = (*row)[1].integer();
  return it->second.has_value();
}

store::WriteSet Persons::guarded(store::WriteSet set) const {
  std::vector<store::Params> guards;
  for (auto const& [subject, revision] : revisions_)
    if (revision) guards.push_back({tenant_, subject, *revision});
  return std::move(set).require_each(vault::sql::guard_subject, std::move(guards));
}

}  // namespace troth::inquiry
