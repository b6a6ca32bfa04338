#pragma once
#include "store/store.h"

namespace troth::vault::sql {

extern store::Sql const copy_keys;  // tenant, subject, after collection, after record, after version (three times, once
                                    // for each half), limit -> collection, record, version, bytes, 1 if current
extern store::Sql const
    copy_current;  // tenant, subject, collection, record, version -> schema, envelope, altered, retain
extern store::Sql const copy_history;  // likewise
extern store::Sql const copy_imports;  // tenant, subject -> import, collection, created
extern store::Sql const copy_classes;  // tenant, subject -> collections of which there are records
extern store::Sql const copy_labels;   // tenant, subject -> collection, record, label, at; a person's own have neither
extern store::Sql const copy_objections;  // tenant, subject -> purpose, at
extern store::Sql const copy_links;       // tenant, subject -> link, from, into, basis, created
extern store::Sql const copy_standing;    // tenant, subject -> verified, assigned since; null where there is none

}  // namespace troth::vault::sql
