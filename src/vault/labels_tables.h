#pragma once
#include "store/store.h"

namespace troth::vault {

/// label, labelled: the declared labels with their classes, and what carries them. A person's own label has no
/// collection and no record. Every key begins with tenant_id.
store::Schema labels_schema();

/// The class of vault::Sensitivity::special, as the statements below (and those of tables.cpp) have it.
inline constexpr int kSpecialClass = 3;

namespace sql {
extern store::Sql const declare_label;        // tenant, name, title, class, created, class before (if there was one)
extern store::Sql const select_declared;      // tenant, name -> class
extern store::Sql const count_declared;       // tenant -> labels
extern store::Sql const put_label;            // tenant, subject, collection, record, label, at
extern store::Sql const take_label;           // tenant, subject, collection, record, label
extern store::Sql const select_labels;        // tenant, subject, collection, record -> label, class
extern store::Sql const select_special;       // tenant, subject, collection, none, record -> special labels of either
extern store::Sql const highest_label;        // tenant, subject, whether special ones count -> class, 0 for none
extern store::Sql const select_there;         // tenant, subject, collection, record -> 1
extern store::Sql const touch_subject;        // tenant, subject, revision
extern store::Sql const count_labelled;       // tenant, label, purpose, whether special ones count, none -> persons
extern store::Sql const count_by_class;       // tenant -> collection, class, things
extern store::Sql const count_by_collection;  // tenant -> collection, records
extern store::Sql const purge_labelled;       // tenant, subject (at most 500 rows)
}  // namespace sql

}  // namespace troth::vault
