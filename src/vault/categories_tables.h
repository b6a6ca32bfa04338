#pragma once
#include "store/store.h"

namespace troth::vault {

/// discovery, category_found: when a tenant's values were last looked at, and what was found beside the declarations.
store::Schema categories_schema();

namespace sql {
extern store::Sql const newest_collections;  // tenant -> name, version, definition
extern store::Sql const sample_keys;        // tenant, after subject, limit -> subject, collection, record, bytes of its
                                            // envelope: of active subjects
extern store::Sql const put_discovery;      // tenant, last, records
extern store::Sql const put_off_discovery;  // tenant, now: it is not due for a day
extern store::Sql const select_discovery;   // tenant -> last, records
extern store::Sql const put_found;          // tenant, collection, field, found, records, first, last
extern store::Sql const select_found;       // tenant -> collection, field, found, records, first, last
extern store::Sql const forget_found;       // tenant, last before
extern store::Sql const discovery_due;      // before -> tenant: looked at, or made, no later than that
}  // namespace sql

}  // namespace troth::vault
