#pragma once
#include "store/sql.h"

namespace troth::lifecycle::sql {

extern store::Sql const export_page;  // tenant, after subject, after collection, after record, limit -> subject, state,
                                      // revision, collection, record, version, schema, envelope, created, altered,
                                      // retain until

}  // namespace troth::lifecycle::sql
