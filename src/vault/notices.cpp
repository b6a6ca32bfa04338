#include "vault/notices.h"

#include "base/json_writer.h"
#include "base/mutant.h"
#include "vault/forms_tables.h"
#include "vault/own.h"

namespace troth::vault {
namespace {

constexpr std::size_t kMostWords = 200;
constexpr std::int64_t kMostVersions = 1'000;

std::string lower(std::string_view hash) {
  std::string out(hash);
  for (char& c : out)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

Result<> check_words(std::string_view version, std::string_view hash, std::string_view title) {
  if (version.empty()) return fail(Code::invalid, "a version has a name, such as 2026-11", "/version");
  if (hash.size() != 64 || !from_hex(hash))
    return fail(Code::invalid, "the SHA-256 of the notice's text, in hex", "/sha256");
  if (title.empty() || title.size() > kMostWords)
    return fail(Code::invalid, "give it words, at most 200 bytes", "/title");
  return {};
}

std::optional<NoticeInForce> read_row(NoticeName const& name, std::optional<store::Row> const& row) {
  if (!row) return std::nullopt;
  return NoticeInForce{name, (*row)[0].integer(), std::string((*row)[1].text()), std::string((*row)[2].text())};
}

Result<std::optional<NoticeInForce>> find_notice(store::Reader& snapshot, TenantId tenant, NoticeName const& name) {
  TROTH_TRY(auto row, snapshot.one(sql::select_notice, {tenant, name.text()}));
  return read_row(name, row);
}

/// Ok if the version is a new word.
Result<> check_new(Context const& context, TenantId tenant, NoticeName const& name, std::string_view version,
                   std::string_view hash) {
  TROTH_TRY(auto row, context.snapshot.one(sql::select_notice_word, {tenant, name.text(), version}));
  if (!row) return {};
  if ((*row)[1].text() != hash)
    return fail(Code::conflict, "this version has another text; a changed text is a new version", "/sha256");
  return fail(Code::conflict, "this version was replaced; give what comes back a new version", "/version");
}

}  // namespace

Result<Decision> define_notice(Context const& context, access::Grant const& grant, NoticeName const& name,
                               std::string_view version, std::string_view hash, std::string_view title) {
  TROTH_TRY(not_from_outside(grant));
  TROTH_TRY(check_words(version, hash, title));
  std::string const sha256 = lower(hash);
  TROTH_TRY(auto before, find_notice(context.snapshot, grant.tenant(), name));
  bool const again = before && before->version == version && before->hash == sha256;
  if (!again) {
    TROTH_TRY(check_new(context, grant.tenant(), name, version, sha256));
  }
  std::int64_t const number = before ? before->number + (again ? 0 : 1) : 1;
  if (number > kMostVersions) return fail(Code::exhausted, "a notice has at most 1,000 versions; begin another");
  Json what;
  what.object().member("notice", name.text()).member("number", number).member("version", version);
  what.member("sha256", sha256).member("title", title).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, what.text()));
  auto set = store::WriteSet(std::move(event));
  if (again) return Decision{std::move(set), reply(200, what.text())};
  store::Params const row{grant.tenant(), name.text(), number, version, sha256, title, context.clock.now()};
  set = std::move(set).then(sql::put_notice, row).then(sql::keep_notice, row);
  return Decision{std::move(set), reply(number == 1 ? 201 : 200, what.text())};
}

Result<NoticeInForce> load_notice(store::Reader& snapshot, TenantId tenant, NoticeName const& name) {
  TROTH_TRY(auto found, find_notice(snapshot, tenant, name));
  if (!found) return fail(Code::not_found, "the tenant has no such notice", "/notice");
  return *found;
}

Result<> check_notice(NoticeInForce const& in_force, Notice const& shown) {
  if (TROTH_MUTANT("notice-not-compared")) return {};
  if (shown.version != in_force.version)
    return fail(Code::conflict, "another version of the notice is in force; show that one", "/notice/version");
  if (lower(shown.hash) != in_force.hash)
    return fail(Code::denied, "this is not the hash of the notice that is in force", "/notice/sha256");
  return {};
}

Result<> trusted_with_intake(Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto form, context.snapshot.one(sql::select_form_of, {grant.tenant(), grant.actor().principal}));
  if (form) return fail(Code::denied, "the token of a form collects through that form, and nothing else");
  return {};
}

Result<std::optional<NoticeInForce>> trusted_notice(Context const& context, access::Grant const& grant,
                                                    Notice const& shown) {
  TROTH_TRY(auto rows, context.snapshot.query(sql::select_notices, {grant.tenant()}));
  if (rows.empty()) return std::optional<NoticeInForce>();
  auto refusal = fail(Code::conflict, "no notice of the tenant has this version in force", "/notice/version");
  for (auto const& row : rows) {
    NoticeInForce const notice{*NoticeName::parse(row[0].text()), row[1].integer(), std::string(row[2].text()),
                               std::string(row[3].text())};
    auto same = check_notice(notice, shown);
    if (same) return std::optional(notice);
    if (same.error().code == Code::denied) refusal = std::move(same).error();
  }
  return refusal;
}

store::WriteSet guard_notice(store::WriteSet set, TenantId tenant, NoticeInForce const& notice) {
  return std::move(set).require(sql::guard_notice, {tenant, notice.name.text(), notice.number});
}

}  // namespace troth::vault
