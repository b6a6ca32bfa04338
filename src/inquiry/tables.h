#pragma once
#include "store/sql.h"

namespace troth::inquiry::sql {

// Rows of a log for reading: seq, event, at, type, actor, token, subject, length of whom. All SQL of this folder is in
// tables.*; the tables are audit's.
extern store::Sql const scan;          // tenant, from seq, below seq
extern store::Sql const scan_actor;    // tenant, from seq, below seq, actor
extern store::Sql const scan_token;    // tenant, from seq, below seq, token
extern store::Sql const scan_subject;  // tenant, from seq, below seq, subject
extern store::Sql const find;          // tenant, kind, key, from seq, below seq, limit: by the search index

extern store::Sql const find_event;      // tenant, event -> seq, by the search index
extern store::Sql const find_in_tail;    // tenant, from seq, event -> seq
extern store::Sql const find_epochs;     // tenant -> seq of each later epoch's first event, by the search index
extern store::Sql const epochs_in_tail;  // tenant, from seq, type -> seq
extern store::Sql const time_at;         // tenant, seq -> at
// seq, event, at, type, leaf, what, who, whom, subject
extern store::Sql const whole;  // tenant, seq
// seq, event, at, type, leaf, actor, what
extern store::Sql const exported;  // tenant, from seq, limit
// As `find` and `scan_…`, with `what`: seq, event, at, type, subject, length of whom, what
extern store::Sql const reach;        // tenant, kind, key, from seq, below seq, limit
extern store::Sql const reach_actor;  // tenant, from seq, below seq, actor
extern store::Sql const reach_token;  // tenant, from seq, below seq, token

}  // namespace troth::inquiry::sql
