#include "lifecycle/exit_export.h"

#include <map>

#include "base/json_writer.h"
#include "lifecycle/exit_export_tables.h"
#include "vault/collection.h"
#include "vault/facts.h"
#include "vault/sealing.h"
#include "vault/tables.h"

namespace troth::lifecycle {
namespace {

constexpr std::int64_t kMostLines = 500;
constexpr std::int64_t kMostBytes = 4 << 20;

enum Column : std::size_t {
  kSubject,
  kState,
  kRevision,
  kCollection,
  kRecord,
  kVersion,
  kSchema,
  kEnvelope,
  kCreated,
  kAltered,
  kRetain
};

/// "<subject>/<collection>/<record>" of the last line given, or empty.
Result<store::Params> parse_cursor(std::string_view cursor) {
  if (cursor.empty()) return store::Params{Bytes(), "", Bytes()};
  auto const first = cursor.find('/'), last = cursor.rfind('/');
  if (first != cursor.npos && first != last) {
    auto subject = SubjectId::parse(cursor.substr(0, first));
    auto name = CollectionName::parse(cursor.substr(first + 1, last - first - 1));
    auto record = RecordId::parse(cursor.substr(last + 1));
    if (subject && name && record) return store::Params{*subject, name->text(), *record};
  }
  return fail(Code::invalid, "send the cursor that the page before gave", "cursor");
}

/// Writes the lines of one page. Grants are kept for neighbouring records of one person and collection.
class Page {
 public:
  Page(vault::Context const& context, access::Grant const& grant) : context_(context), grant_(grant) {}

  Result<> line(store::Row const& row) {
    auto const subject = row[kSubject].id<SubjectId>();
    auto const name = CollectionName::parse(row[kCollection].text());
    if (!name) throw store::CorruptRow();
    bool const open = row[kState].text() == "active";
    Json json;
    json.object().member("subject", subject.text()).member("state", row[kState].text());
    json.member("collection", name->text()).member("record", row[kRecord].id<RecordId>().text());
    json.member("version", row[kVersion].integer()).member("recorded", rfc3339(row[kCreated].time()));
    json.member("altered", rfc3339(row[kAltered].time())).member("retain_until", rfc3339(row[kRetain].time()));
    if (open) {
      TROTH_TRY(std::string const fields, fields_of(row, subject, *name));
      json.key("fields").raw(fields);
    }
    body_ += json.end().text() + "\n";
    ++lines_;
    if (subject != last_subject_) {
      last_subject_ = subject;
      guards_.push_back({grant_.tenant(), subject, row[kRevision]});
    }
    cursor_ = subject.text() + "/" + name->text() + "/" + row[kRecord].id<RecordId>().text();
    return {};
  }

  bool full() const { return body_.size() >= std::size_t(kMostBytes); }

  Result<vault::Decision> finish(bool more) && {
    Json what;
    what.object().member("records", lines_).member("people", std::int64_t(guards_.size())).end();
    TROTH_TRY(auto event, vault::tell(context_, grant_, act::EventType::tenant_exported, what.text()));
    auto set = store::WriteSet(std::move(event)).require_each(vault::sql::guard_subject, std::move(guards_));
    http::Response reply;
    reply.headers.add("Content-Type", "application/x-ndjson");
    reply.headers.add("Cache-Control", "no-store");
    if (more) reply.headers.add("Next-Cursor", cursor_);
    reply.body = std::move(body_);
    return vault::Decision{std::move(set), std::move(reply)};
  }

 private:
  Result<std::string> fields_of(store::Row const& row, SubjectId subject, CollectionName const& name) {
    TROTH_TRY(access::Grant const* leave, leave_for(subject, name));
    vault::RecordPlace const place{grant_.tenant(),
                                   subject,
                                   name,
                                   row[kRecord].id<RecordId>(),
                                   static_cast<std::uint32_t>(row[kVersion].integer()),
                                   static_cast<std::uint32_t>(row[kSchema].integer())};
    TROTH_TRY(auto members,
              vault::open_record(context_, *leave, place, leave->facts().fields.asked, row[kEnvelope].bytes()));
    return http::JsonValue(std::move(members)).dump();
  }

  Result<access::Grant const*> leave_for(SubjectId subject, CollectionName const& name) {
    if (leave_ && leave_->facts().subject_id == subject && leave_->facts().collection == name) return &*leave_;
    TROTH_TRY(auto facts, vault::subject_facts(context_.snapshot, grant_.tenant(), subject));
    auto known = collections_.find(name);
    if (known == collections_.end()) {
      TROTH_TRY(auto collection, vault::load_collection(context_.snapshot, grant_.tenant(), name));
      known = collections_.emplace(name, collection.all()).first;
    }
    facts.collection = name;
    facts.fields = {.purpose_known = true, .asked = known->second, .allowed = known->second};
    access::Intent const intent{
        grant_.operation(), act::Permission::export_data, grant_.tenant(), std::nullopt, false, false};
    TROTH_TRY(auto leave, access::authorise(grant_.actor(), intent, std::move(facts), context_.clock.now()));
    leave_.emplace(std::move(leave));
    return &*leave_;
  }

  vault::Context const& context_;
  access::Grant const& grant_;
  std::map<CollectionName, access::FieldMask> collections_;
  std::optional<access::Grant> leave_;
  SubjectId last_subject_{};
  std::vector<store::Params> guards_;
  std::string body_, cursor_;
  std::int64_t lines_ = 0;
};

/// How many records a page may read: envelopes weigh up to 1 MiB each, and all that a query gives are in memory at
/// once.
std::int64_t fitting(store::Rows const& sizes) {
  std::int64_t lines = 0;
  for (std::int64_t bytes = 0; lines < std::ssize(sizes) && lines < kMostLines && bytes < kMostBytes; ++lines)
    bytes += sizes[static_cast<std::size_t>(lines)][0].integer();
  return lines;
}

}  // namespace

Result<vault::Decision> export_tenant(vault::Context const& context, access::Grant const& grant,
                                      std::string_view cursor) {
  TROTH_TRY(auto after, parse_cursor(cursor));
  store::Params from{grant.tenant(), after[0], after[1], after[2], kMostLines + 1};
  TROTH_TRY(auto const sizes, context.snapshot.query(sql::export_sizes, from));
  from.back() = fitting(sizes);
  TROTH_TRY(auto const rows, context.snapshot.query(sql::export_page, from));
  Page page(context, grant);
  std::size_t taken = 0;
  while (taken < rows.size() && !page.full()) TROTH_TRY(page.line(rows[taken++]));
  return std::move(page).finish(taken < sizes.size());
}

}  // namespace troth::lifecycle
