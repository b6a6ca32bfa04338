#pragma once
#include "store/store.h"

namespace troth::audit {

/// event (one row per event, in log order), log_head (one row per log: its present epoch), log_node (roots of 256^level
/// leaves), log_entry (entries of the public logs), log_slot (each log's place in the seals), log_seal (one row per
/// seal), event_search and search_progress (deletable). All SQL of this folder is in tables.*.
store::Schema schema();

namespace sql {
extern store::Sql const insert_event;      // tenant, seq, id, at, type, leaf, what, who, whom, subject, actor, token
extern store::Sql const insert_entry;      // log, seq, entry
extern store::Sql const insert_node;       // log, epoch, level, index, hash
extern store::Sql const select_head;       // log -> range, epoch, base
extern store::Sql const load_head;         // log -> epoch, base, size, root
extern store::Sql const insert_head;       // log, size, range, root, epoch
extern store::Sql const update_head;       // size, range, root, log
extern store::Sql const select_events;     // tenant, from seq, limit
extern store::Sql const select_leaves;     // tenant, from seq, below seq -> leaf
extern store::Sql const select_entries;    // log, from seq, below seq -> entry
extern store::Sql const select_nodes;      // log, epoch, level, from index, below index -> hash
extern store::Sql const select_unslotted;  // seal log, limit -> log (in the order of ids)
extern store::Sql const select_next_slot;  // -> first free slot
extern store::Sql const insert_slot;       // log, slot, handle, empty root twice
extern store::Sql const select_handle;     // log -> handle
extern store::Sql const
    select_slots;  // seal log -> log, slot, handle, sealed size, root and seal, the size and root before
extern store::Sql const select_grown;      // seal log -> log, size, root
extern store::Sql const mark_sealed;       // size, root, number of the seal, log
extern store::Sql const insert_seal;       // cell, epoch, number, at, seed, slots, root
extern store::Sql const select_last_seal;  // cell, epoch -> number, at, seed, slots, root
extern store::Sql const select_seal;       // cell, epoch, number -> at, seed, slots
extern store::Sql const begin_epoch;       // epoch, empty range, empty root, base, log
extern store::Sql const forget_sealed;     // empty root twice, log
extern store::Sql const select_logs;       // -> log, epoch, base, size

// The search index: event_search holds the rows of event below search_progress.upto; from there on is the tail.
extern store::Sql const select_progress;  // tenant -> upto
extern store::Sql const insert_progress;  // tenant, upto
extern store::Sql const move_progress;    // new upto, tenant, old upto
extern store::Sql const select_lagging;   // -> tenants whose index is behind
extern store::Sql const index_actors;     // tenant, from seq, below seq; so do the next four
extern store::Sql const index_subjects;   //
extern store::Sql const index_events;     //
extern store::Sql const index_tokens;     //
extern store::Sql const index_epochs;     // type of an epoch's first event after these
extern store::Sql const forget_indexed;   // handle, empty part, tenant, subject: at most 500 rows that are indexed
extern store::Sql const forget_tail;      // the same for rows of the tail
extern store::Sql const index_handle;     // handle, tenant, subject: search rows under the handle, at most 500
extern store::Sql const unindex_subject;  // tenant, subject: those rows under the subject

// `troth log fsck`
extern store::Sql const check_heads;     // -> log, epoch, base, size, range, root
extern store::Sql const check_slots;     // -> log, sealed size, sealed root
extern store::Sql const next_event_log;  // log -> the least after it with a row of event, or NULL; so do the next two
extern store::Sql const next_entry_log;  //
extern store::Sql const next_node_log;   //
extern store::Sql const check_events;  // log, from seq, limit -> seq, leaf, at, type, has subject, has actor, has token
extern store::Sql const check_entries;  // log, from seq, limit -> seq, entry
extern store::Sql const
    check_parts;  // log, from seq, limit -> seq, id, at, type, leaf, what, who, whom, subject, actor, token
extern store::Sql const count_nodes;   // log, epoch -> nodes of it and of later ones
extern store::Sql const check_seals;   // cell, epoch, from number, limit -> number, slots, root
extern store::Sql const count_search;  // log -> kind, rows
}  // namespace sql

}  // namespace troth::audit
