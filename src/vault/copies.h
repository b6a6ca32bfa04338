#pragma once
#include <span>

#include "base/json_writer.h"
#include "vault/context.h"

namespace troth::vault {

/// A copy of everything that is kept of one person (GDPR Art. 15(1), 15(3), 20): what it is kept for, where it came
/// from and who got it, then every version of every record with all of its fields.

/// One section of the first page. Whoever brings another table that tells of people adds a line to kSections in
/// copies_sections.cpp, with a function that writes one JSON value: the rows of that subject, opened, nobody else's.
struct CopySection {
  std::string_view name;
  Result<> (*write)(Context const&, access::Grant const&, SubjectId, Json&);
};
std::span<CopySection const> copy_sections();

/// What stands beside a person's records (copies_beside.cpp).
Result<> write_labels(Context const&, access::Grant const&, SubjectId, Json&);
Result<> write_objections(Context const&, access::Grant const&, SubjectId, Json&);
Result<> write_links(Context const&, access::Grant const&, SubjectId, Json&);
Result<> write_notices(Context const&, access::Grant const&, SubjectId, Json&);

/// Leave to open what stands in one place of the grant's subject, judged anew for the same principal.
Result<access::Grant> leave_to_copy(Context const&, access::Grant const&, access::Facts);

/// Page by page, each with a fresh grant and an event `exported` of its own: sections and records on the first, records
/// on those that follow; at most 100 versions or about 1 MiB each. `reason` is needed: why the copy is made. A
/// restricted person gets it too: Art. 18 limits the processing, not the person's right to know.
Result<Decision> copy_of_subject(Context const&, access::Grant const&, std::string_view cursor,
                                 std::string_view reason);

}  // namespace troth::vault
