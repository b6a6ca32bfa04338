#include "audit/tenant_logs.h"

#include "audit/log_names.h"
#include "audit/tables.h"
#include "base/mutant.h"

namespace troth::audit {

Result<TenantLogs::Head> TenantLogs::newest(store::Writer& writer, TenantId log) {
  for (Heads const* heads : {&set_, &group_, &durable_})
    if (auto it = heads->find(log); it != heads->end()) return it->second;
  TROTH_TRY(auto row, writer.one(sql::select_head, {log}));
  if (!row) return first_head(writer, log);
  auto range = merkle::CompactRange::decode((*row)[0].bytes());
  if (!range) return fail(Code::corrupt, "the head of a tenant log cannot be read", {}, log.text());
  Head head{std::move(*range), (*row)[1].integer(), (*row)[2].integer(), true, {}};
  return durable_.insert_or_assign(log, std::move(head)).first->second;
}

/// A log that begins now begins in the epoch that the cell's log is in.
Result<TenantLogs::Head> TenantLogs::first_head(store::Writer& writer, TenantId log) {
  Head head;
  if (log == kSealLog) return head;
  TROTH_TRY(auto cell, writer.one(sql::select_head, {kSealLog}));
  if (cell) head.epoch = (*cell)[1].integer();
  return head;
}

void TenantLogs::grow(TenantId log, Head head, ByteView leaf) {
  head.range.append(merkle::leaf_hash(leaf), head.fresh);
  set_.insert_or_assign(log, std::move(head));
}

Result<> TenantLogs::place(store::Writer& writer, act::Event const& event) {
  if (event.type == act::EventType::consulted && TROTH_MUTANT("event-dropped-on-consult")) return {};
  TROTH_TRY(Head head, newest(writer, event.log));
  auto optional = [](auto const& id) { return id ? store::Value(*id) : store::Value(); };
  TROTH_TRY(auto rows, writer.run(sql::insert_event,
                                  {event.log, head.next(), event.id, event.at, static_cast<std::int64_t>(event.type),
                                   ByteView(event.leaf), event.parts[0], event.parts[1], event.parts[2],
                                   optional(event.whom), optional(event.actor), optional(event.token)}));
  if (rows != 1) return fail(Code::corrupt, "an event did not become one row");
  grow(event.log, std::move(head), event.leaf);
  return {};
}

Result<> TenantLogs::place(store::Writer& writer, store::LogEntry const& entry) {
  TROTH_TRY(Head head, newest(writer, entry.log));
  TROTH_TRY(auto rows, writer.run(sql::insert_entry, {entry.log, head.next(), entry.bytes}));
  if (rows != 1) return fail(Code::corrupt, "an entry of a public log did not become one row");
  grow(entry.log, std::move(head), entry.bytes);
  return {};
}

void TenantLogs::keep_set() {
  for (auto& [log, head] : set_) group_.insert_or_assign(log, std::move(head));
  set_.clear();
}

void TenantLogs::drop_set() { set_.clear(); }

Result<> TenantLogs::close(store::Writer& writer) {
  for (auto& [log, head] : group_) {
    auto const size = static_cast<std::int64_t>(head.range.size());
    auto const root = head.range.root();
    auto rows = head.stored
                    ? writer.run(sql::update_head, {size, head.range.encode(), ByteView(root), log})
                    : writer.run(sql::insert_head, {log, size, head.range.encode(), ByteView(root), head.epoch});
    if (!rows) return std::move(rows).error();
    if (*rows != 1) return fail(Code::corrupt, "the head row of a tenant log is missing", {}, log.text());
    for (auto const& node : head.fresh)
      TROTH_TRY(writer.run(sql::insert_node, {log, head.epoch, static_cast<std::int64_t>(node.level),
                                              static_cast<std::int64_t>(node.index), ByteView(node.hash)}));
    head.stored = true;
    head.fresh.clear();
  }
  return {};
}

void TenantLogs::committed() {
  for (auto& [log, head] : group_) {
    touched_.add(log);
    durable_.insert_or_assign(log, std::move(head));
  }
  group_.clear();
}

void TenantLogs::discarded() {
  set_.clear();
  group_.clear();
}

}  // namespace troth::audit
