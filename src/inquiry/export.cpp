#include "inquiry/export.h"

#include "audit/part_cipher.h"
#include "base/json_writer.h"
#include "http/json.h"
#include "inquiry/log_view.h"
#include "inquiry/tables.h"
#include "merkle/tree.h"

// OCSF 1.3: base event (metadata, time, severity, status), IAM classes 3001 and 3005 (user), application classes 6003
// (api) and 6005 (database). src_endpoint is required by the last two and we keep no addresses, so it says just that.

namespace troth::inquiry {
namespace {

using act::EventType;

/// Columns of `exported`.
enum Column : std::size_t { kSeq, kEvent, kAt, kType, kLeaf, kActor, kWhat };

constexpr int kService = 3;  // user.type_id "System"

bool failed(EventType type) {
  return type == EventType::refused || type == EventType::refusals_counted || type == EventType::strangers_counted ||
         type == EventType::unimplemented;
}

class Lines {
 public:
  Lines(TenantId log, LogView const& view, std::string origin, keys::AuditKey const& key)
      : log_(log), view_(view), stem_(origin.substr(0, origin.rfind('/') + 1)), key_(key) {}

  Result<std::string> line(store::Row const& row) const {
    auto const type = act::event_type(static_cast<std::uint16_t>(row[kType].integer()));
    if (!type) return fail(Code::corrupt, "an event is of a type that this version does not know");
    auto const kind = act::catalogue(*type);
    Place const place = view_.place_of(row[kSeq].integer());
    std::string const origin = stem_ + std::to_string(place.epoch);
    Json json;
    json.object();
    put_base(json, row, *type, kind, origin);
    put_actor(json, row);
    if (kind.ocsf_class == 3001 || kind.ocsf_class == 3005) TROTH_TRY(put_user(json, row));
    if (kind.ocsf_class == 6003) json.key("api").object().member("operation", act::name(*type)).end();
    if (kind.ocsf_class == 6005) put_database(json);
    if (kind.ocsf_class / 1000 == 6) json.key("src_endpoint").object().member("name", "not recorded").end();
    auto const& leaf = row[kLeaf].bytes();
    json.key("unmapped").object().key("troth").object().member("origin", origin).member("index", place.index);
    json.member("leaf", base64(leaf)).member("leaf_hash", hex(merkle::leaf_hash(leaf))).end().end();
    return json.end().text() + "\n";
  }

 private:
  static void put_base(Json& json, store::Row const& row, EventType type, act::EventKind const& kind,
                       std::string const& origin) {
    json.key("metadata").object().member("version", "1.3.0").key("product").object();
    json.member("name", "Troth").member("vendor_name", "Troth").end();
    json.member("uid", row[kEvent].id<EventId>().text()).member("event_code", act::name(type));
    json.member("log_name", origin).end();
    json.member("time", row[kAt].integer() / 1000).member("class_uid", kind.ocsf_class);
    json.member("category_uid", kind.ocsf_class / 1000).member("activity_id", kind.ocsf_activity);
    json.member("type_uid", kind.ocsf_class * 100 + kind.ocsf_activity).member("severity_id", 1);
    json.member("status_id", failed(type) ? 2 : 1);
  }

  void put_actor(Json& json, store::Row const& row) const {
    json.key("actor").object().key("user").object();
    if (row[kActor].is_null())
      json.member("name", "the cell");
    else
      json.member("uid", row[kActor].id<PrincipalId>().text());
    json.member("type_id", kService).end().end();
  }

  /// The principal that was made or whose token it is: the vendor's own services, never a data subject.
  Result<> put_user(Json& json, store::Row const& row) const {
    audit::PartCipher::Place const place{log_, row[kEvent].id<EventId>(), act::Part::what, row[kAt].time()};
    TROTH_TRY(auto opened, audit::PartCipher::open(key_, place, row[kWhat].bytes()));
    TROTH_TRY(auto what, http::JsonReader::object(as_text(opened.part)));
    TROTH_TRY(auto principal, what.maybe_text("principal", 36));
    TROTH_TRY(auto token, what.maybe_text("token_id", 36));
    json.key("user").object();
    if (principal)
      json.member("uid", *principal);
    else
      json.member("name", "the holder of the token");
    if (token) json.member("credential_uid", *token);
    json.member("type_id", kService).end();
    return {};
  }

  void put_database(Json& json) const {
    json.key("database").object().member("uid", log_.text()).member("type", "vault").member("type_id", 99).end();
  }

  TenantId log_;
  LogView const& view_;
  std::string stem_;  // of origins, up to the epoch
  keys::AuditKey const& key_;
};

}  // namespace

Result<vault::Decision> export_events(vault::Context const& context, access::Grant const& grant, Seals const& seals,
                                      std::int64_t cursor, std::int64_t limit) {
  TROTH_TRY(may_read(context, grant));
  TenantId const log = grant.tenant();
  TROTH_TRY(auto view, LogView::load(context.snapshot, log));
  if (cursor > view.end()) return fail(Code::invalid, "send the cursor that the page before gave", "cursor");
  http::Response reply;
  std::int64_t lines = 0;
  if (auto const* head = seals.head_of(log); !head) {
    reply = not_sealed_yet(Code::conflict, "not sealed yet: the log's first seal is still to come; ask again");
  } else {
    TROTH_TRY(auto key, context.keyring.audit(log));
    Lines const writer(log, view, head->origin, key);
    TROTH_TRY(auto rows, context.snapshot.query(sql::exported, {log, cursor, limit}));
    for (auto const& row : rows) {
      TROTH_TRY(std::string const line, writer.line(row));
      reply.body += line;
    }
    lines = static_cast<std::int64_t>(rows.size());
    reply.headers.add("Content-Type", "application/x-ndjson");
    reply.headers.add("Cache-Control", "no-store");
    if (cursor + lines < view.end()) reply.headers.add("Next-Cursor", std::to_string(cursor + lines));
  }
  Json what;
  what.object().member("format", "ocsf").member("from", cursor).member("events", lines).end();
  TROTH_TRY(auto event, vault::tell(context, grant, EventType::log_exported, what.text()));
  return vault::Decision{store::WriteSet(std::move(event)), std::move(reply)};
}

}  // namespace troth::inquiry
