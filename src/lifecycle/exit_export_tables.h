#pragma once
#include "store/sql.h"

namespace troth::lifecycle::sql {

extern store::Sql const export_sizes;  // tenant, after subject, after collection, after record, limit -> bytes of each
                                       // envelope, in the order of export_page
extern store::Sql const export_page;  // tenant, after subject, after collection, after record, limit -> subject, state,
                                      // revision, collection, record, version, schema, envelope, created, altered,
                                      // retain until

}  // namespace troth::lifecycle::sql
