#include "audit/tenant_logs.h"

#include "audit/tables.h"

namespace troth::audit {

Result<TenantLogs::Head> TenantLogs::newest(store::Writer& writer, TenantId log) {
  for (Heads const* heads : {&set_, &group_, &durable_})
    if (auto it = heads->find(log); it != heads->end()) return it->second;
  TROTH_TRY(auto row, writer.one(sql::select_head, {log}));
  if (!row) return Head{};
  auto range = merkle::CompactRange::decode((*row)[0].bytes());
  if (!range) return fail(Code::corrupt, "the head of a tenant log cannot be read", {}, log.text());
  return durable_.insert_or_assign(log, Head{std::move(*range), true}).first->second;
}

Result<> TenantLogs::place(store::Writer& writer, act::Event const& event) {
  TROTH_TRY(Head head, newest(writer, event.log));
  store::Value subject;
  if (event.whom) subject = *event.whom;
  TROTH_TRY(auto rows,
            writer.run(sql::insert_event, {event.log, static_cast<std::int64_t>(head.range.size()), event.id, event.at,
                                           static_cast<std::int64_t>(event.type), ByteView(event.leaf), event.parts[0],
                                           event.parts[1], event.parts[2], subject}));
  if (rows != 1) return fail(Code::corrupt, "an event did not become one row");
  head.range.append(merkle::leaf_hash(event.leaf));
  set_.insert_or_assign(event.log, std::move(head));
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
    auto rows = head.stored ? writer.run(sql::update_head, {size, head.range.encode(), ByteView(root), log})
                            : writer.run(sql::insert_head, {log, size, head.range.encode(), ByteView(root)});
    if (!rows) return std::move(rows).error();
    if (*rows != 1) return fail(Code::corrupt, "the head row of a tenant log is missing", {}, log.text());
    head.stored = true;
  }
  return {};
}

void TenantLogs::committed() {
  for (auto& [log, head] : group_) durable_.insert_or_assign(log, std::move(head));
  group_.clear();
}

void TenantLogs::discarded() {
  set_.clear();
  group_.clear();
}

}  // namespace troth::audit
