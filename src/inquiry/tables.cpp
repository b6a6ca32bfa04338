#include "inquiry/tables.h"

namespace troth::inquiry::sql {

using store::Sql;

constinit Sql const scan =
    "SELECT seq, event_id, at, type, actor_id, token_id, subject_id, LENGTH(whom) FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq";
constinit Sql const scan_actor =
    "SELECT seq, event_id, at, type, actor_id, token_id, subject_id, LENGTH(whom) FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 AND actor_id = $4 ORDER BY seq";
constinit Sql const scan_token =
    "SELECT seq, event_id, at, type, actor_id, token_id, subject_id, LENGTH(whom) FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 AND token_id = $4 ORDER BY seq";
constinit Sql const scan_subject =
    "SELECT seq, event_id, at, type, actor_id, token_id, subject_id, LENGTH(whom) FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 AND subject_id = $4 ORDER BY seq";
constinit Sql const find =
    "SELECT e.seq, e.event_id, e.at, e.type, e.actor_id, e.token_id, e.subject_id, LENGTH(e.whom) FROM event_search s"
    " JOIN event e ON e.tenant_id = s.tenant_id AND e.seq = s.seq"
    " WHERE s.tenant_id = $1 AND s.kind = $2 AND s.key = $3 AND s.seq >= $4 AND s.seq < $5 ORDER BY s.seq LIMIT $6";
constinit Sql const find_event = "SELECT seq FROM event_search WHERE tenant_id = $1 AND kind = 3 AND key = $2";
constinit Sql const find_in_tail = "SELECT seq FROM event WHERE tenant_id = $1 AND seq >= $2 AND event_id = $3";
constinit Sql const find_epochs = "SELECT seq FROM event_search WHERE tenant_id = $1 AND kind = 5 ORDER BY seq";
constinit Sql const epochs_in_tail =
    "SELECT seq FROM event WHERE tenant_id = $1 AND seq >= $2 AND type = $3 ORDER BY seq";
constinit Sql const time_at = "SELECT at FROM event WHERE tenant_id = $1 AND seq = $2";
constinit Sql const whole =
    "SELECT seq, event_id, at, type, leaf, what, who, whom, subject_id FROM event WHERE tenant_id = $1 AND seq = $2";
constinit Sql const exported =
    "SELECT seq, event_id, at, type, leaf, actor_id, what FROM event WHERE tenant_id = $1 AND seq >= $2"
    " ORDER BY seq LIMIT $3";
constinit Sql const reach =
    "SELECT e.seq, e.event_id, e.at, e.type, e.subject_id, LENGTH(e.whom), e.what FROM event_search s"
    " JOIN event e ON e.tenant_id = s.tenant_id AND e.seq = s.seq"
    " WHERE s.tenant_id = $1 AND s.kind = $2 AND s.key = $3 AND s.seq >= $4 AND s.seq < $5 ORDER BY s.seq LIMIT $6";
constinit Sql const reach_actor =
    "SELECT seq, event_id, at, type, subject_id, LENGTH(whom), what FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 AND actor_id = $4 ORDER BY seq";
constinit Sql const reach_token =
    "SELECT seq, event_id, at, type, subject_id, LENGTH(whom), what FROM event"
    " WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 AND token_id = $4 ORDER BY seq";

}  // namespace troth::inquiry::sql
