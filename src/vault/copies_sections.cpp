#include <set>

#include "vault/collection.h"
#include "vault/copies.h"
#include "vault/copies_tables.h"
#include "vault/ledger.h"
#include "vault/tables.h"

// What the first page of a person's copy says beside the records (GDPR Art. 15(1)(a) to (g)).

namespace troth::vault {
namespace {

Result<> write_state(Context const& context, access::Grant const& grant, SubjectId subject, Json& json) {
  TROTH_TRY(auto row, context.snapshot.one(sql::select_subject, {grant.tenant(), subject}));
  if (!row) return fail(Code::not_found, "there is nothing here");
  json.object().member("state", (*row)[0].text()).member("since", rfc3339((*row)[3].time()));
  if (!(*row)[2].text().empty()) json.member("ground", (*row)[2].text());
  json.member("region", context.keyring.cell().region);
  TROTH_TRY(auto standing, context.snapshot.one(sql::copy_standing, {grant.tenant(), subject}));
  if (standing && !(*standing)[0].is_null()) json.member("verified", rfc3339((*standing)[0].time()));
  if (standing && !(*standing)[1].is_null()) json.member("assigned_since", rfc3339((*standing)[1].time()));
  json.end();
  return {};
}

/// Art. 15(1)(a), (b), (d): of each collection that holds something of the person, what its fields are for and how long
/// they are kept. Tells too what the purposes and periods are that they name.
Result<> write_kept(Context const& context, access::Grant const& grant, SubjectId subject, Json& json) {
  TROTH_TRY(auto rows, context.snapshot.query(sql::copy_classes, {grant.tenant(), subject}));
  std::set<std::string> purposes, periods;
  json.object().key("collections").array();
  for (auto const& row : rows) {
    auto name = CollectionName::parse(row[0].text());
    if (!name) return fail(Code::corrupt, "a record stands in a collection that cannot be");
    TROTH_TRY(auto collection, load_collection(context.snapshot, grant.tenant(), *name));
    json.object().member("collection", name->text()).key("definition").raw(definition_text(collection)).end();
    for (auto const& field : collection.fields) {
      for (auto const& purpose : field.purposes) purposes.insert(purpose.text());
      periods.insert(field.retention.text());
    }
  }
  json.end().key("purposes").array();
  for (auto const& name : purposes) {
    TROTH_TRY(auto row, context.snapshot.one(sql::select_purpose, {grant.tenant(), name}));
    if (row) json.object().member("purpose", name).member("title", (*row)[0].text()).end();
  }
  json.end().key("retention").array();
  for (auto const& name : periods) {
    TROTH_TRY(auto row, context.snapshot.one(sql::select_retention, {grant.tenant(), name}));
    if (row)
      json.object()
          .member("retention", name)
          .member("days", (*row)[0].integer())
          .member("ground", (*row)[1].text())
          .end();
  }
  json.end().end();
  return {};
}

/// Art. 15(1)(c).
Result<> write_recipients(Context const& context, access::Grant const& grant, SubjectId subject, Json& json) {
  TROTH_TRY(auto told, told_of(context.snapshot, grant.tenant(), subject));
  json.raw(told.recipients);
  return {};
}

/// Art. 15(1)(g): the imports that named the person. What came from the person or was written by the tenant's own
/// people stands in the log, each act by itself.
Result<> write_sources(Context const& context, access::Grant const& grant, SubjectId subject, Json& json) {
  TROTH_TRY(auto rows, context.snapshot.query(sql::copy_imports, {grant.tenant(), subject}));
  json.array();
  for (auto const& row : rows) {
    json.object().member("import", row[0].id<ImportId>().text()).member("collection", row[1].text());
    json.member("at", rfc3339(row[2].time())).end();
  }
  json.end();
  return {};
}

constexpr CopySection kSections[] = {
    {"state_of_subject", write_state}, {"kept", write_kept},       {"recipients", write_recipients},
    {"imports", write_sources},        {"notices", write_notices}, {"labels", write_labels},
    {"objections", write_objections},  {"links", write_links},
};

}  // namespace

std::span<CopySection const> copy_sections() { return kSections; }

}  // namespace troth::vault
