#include "vault/links.h"

#include "base/json_writer.h"
#include "base/mutant.h"
#include "crypto/hash.h"
#include "http/json.h"
#include "vault/classes.h"
#include "vault/facts.h"
#include "vault/links_tables.h"
#include "vault/tables.h"

namespace troth::vault {
namespace {

constexpr std::size_t kMaxReason = 500;
constexpr std::size_t kMostInGroup = 100;

Result<SubjectId> subject_in(http::JsonReader& body, std::string_view name) {
  TROTH_TRY(std::string const text, body.text(name, 36));
  auto id = SubjectId::parse(text);
  if (!id) return fail(Code::not_found, "there is no such subject", "/" + std::string(name));
  return *id;
}

/// The other side of a link, judged as `access` judges the one that the grant is for.
Result<access::Facts> active_facts(Context const& context, TenantId tenant, SubjectId subject, std::string_view at) {
  TROTH_TRY(auto facts, subject_facts(context.snapshot, tenant, subject));
  switch (facts.subject) {
    case access::SubjectState::active:
      return facts;
    case access::SubjectState::restricted:
      return fail(Code::locked, "the subject is restricted: stored only, until the restriction is lifted",
                  std::string(at));
    case access::SubjectState::erasing:
      return fail(Code::gone, "the subject has been erased", std::string(at));
    default:
      return fail(Code::not_found, "there is no such subject", std::string(at));
  }
}

/// The token both were verified for under the present secret, as guards of the set.
Result<std::vector<store::Params>> same_identity(Context const& context, TenantId tenant, LinkWish const& wish) {
  if (TROTH_MUTANT("unverified-linked")) return std::vector<store::Params>();
  TROTH_TRY(auto secret, context.snapshot.one(sql::select_identity_secret, {tenant}));
  TROTH_TRY(auto from, context.snapshot.one(sql::select_identity, {tenant, wish.from}));
  TROTH_TRY(auto into, context.snapshot.one(sql::select_identity, {tenant, wish.into}));
  auto const present = [&](auto const& row) { return row && (*row)[1].integer() == (*secret)[0].integer(); };
  if (!secret || !present(from) || !present(into))
    return fail(Code::denied, "both have to be verified for an identity first, under the present secret", "/basis");
  if (!crypto::equal_constant_time((*from)[0].bytes(), (*into)[0].bytes()))
    return fail(Code::denied, "the two are verified for different identities", "/basis");
  return std::vector<store::Params>{{tenant, wish.from, (*from)[0], (*from)[1]},
                                    {tenant, wish.into, (*into)[0], (*into)[1]}};
}

Result<> must_be_free(Context const& context, TenantId tenant, LinkWish const& wish) {
  TROTH_TRY(auto taken, context.snapshot.query(sql::link_from, {tenant, wish.from}));
  TROTH_TRY(auto head, context.snapshot.query(sql::links_into, {tenant, wish.from}));
  if (!taken.empty() || !head.empty())
    return fail(Code::conflict, "this subject is in a group of links already: undo those first", "/from");
  TROTH_TRY(auto member, context.snapshot.query(sql::link_from, {tenant, wish.into}));
  if (!member.empty())
    return fail(Code::conflict, "this subject is itself linked into another one: link into that one", "/into");
  TROTH_TRY(auto group, context.snapshot.query(sql::links_into, {tenant, wish.into}));
  if (group.size() >= kMostInGroup)
    return fail(Code::conflict, "100 subjects are linked into this one already", "/into");
  return {};
}

Result<> check_reason(std::string_view reason) {
  if (reason.empty() || reason.size() > kMaxReason)
    return fail(Code::invalid, "give the reason, at most 500 bytes", "/reason");
  return {};
}

/// Each side's log tells of the link, sealed under that side's own key and without the other's id.
Result<store::WriteSet> told(Context const& context, access::Grant const& grant, std::string const& what,
                             std::string_view reason, SubjectId other) {
  auto const whom = [&](SubjectId subject) {
    Json json;
    json.object().member("subject", subject.text());
    if (!reason.empty()) json.member("reason", reason);
    return json.end().text();
  };
  auto const type = act::EventType::combined;
  TROTH_TRY(auto one, tell(context, grant, type, what, whom(*grant.facts().subject_id)));
  TROTH_TRY(auto key, context.keyring.subject(grant.tenant(), other));
  TROTH_TRY(auto two, tell(context, grant, type, what, whom(other), other, key));
  return store::WriteSet(std::move(one)).also(std::move(two));
}

}  // namespace

Result<LinkWish> LinkWish::parse(std::string_view text) {
  TROTH_TRY(auto body, http::JsonReader::object(text));
  LinkWish out;
  TROTH_TRY(out.from, subject_in(body, "from"));
  TROTH_TRY(out.into, subject_in(body, "into"));
  TROTH_TRY(out.basis, body.text("basis", 40));
  TROTH_TRY(auto reason, body.maybe_text("reason", kMaxReason));
  TROTH_TRY(body.done());
  if (out.basis != "identity" && out.basis != "person")
    return fail(Code::invalid, "two are linked on the basis of an identity, or of a person's word", "/basis");
  if (out.from == out.into) return fail(Code::invalid, "a subject cannot be linked into itself", "/into");
  out.reason = reason.value_or("");
  if (out.basis == "person" && !TROTH_MUTANT("linked-without-reason")) TROTH_TRY(check_reason(out.reason));
  return out;
}

Result<access::Facts> wish_facts(store::Reader& snapshot, TenantId tenant, LinkWish const& wish) {
  TROTH_TRY(auto facts, subject_facts(snapshot, tenant, wish.from));
  if (facts.subject == access::SubjectState::absent) return fail(Code::not_found, "there is no such subject", "/from");
  return facts;
}

Result<access::Facts> link_facts(store::Reader& snapshot, TenantId tenant, std::string_view link) {
  auto const id = LinkId::parse(link);
  if (!id) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto row, snapshot.one(sql::select_link, {tenant, *id}));
  if (!row) return fail(Code::not_found, "there is nothing here");
  return subject_facts(snapshot, tenant, (*row)[0].id<SubjectId>());
}

// The guard of `from` is the shell's; the revision of `into` moves, so a link from there that was decided before is
// decided again. One that is committed already moved nothing of `into`, its own `from`: it is asked for.
Result<Decision> link(Context const& context, access::Grant const& grant, LinkWish const& wish) {
  TenantId const tenant = grant.tenant();
  TROTH_TRY(auto into, active_facts(context, tenant, wish.into, "/into"));
  TROTH_TRY(must_be_free(context, tenant, wish));
  std::vector<store::Params> verified;
  if (wish.basis == "identity") {
    TROTH_TRY(verified, same_identity(context, tenant, wish));
  }
  auto const now = context.clock.now();
  auto const id = LinkId::make(now, context.random);
  Json what, answer;
  what.object().member("link", id.text()).member("basis", wish.basis).end();
  TROTH_TRY(auto set, told(context, grant, what.text(), wish.reason, wish.into));
  set = std::move(set)
            .require_each(sql::guard_identity, std::move(verified))
            .require(sql::guard_no_link_from, {tenant, wish.into})
            .then(sql::insert_link, {tenant, wish.from, wish.into, id, wish.basis, now})
            .then(sql::move_revision, {tenant, wish.into, into.subject_revision});
  answer.object().member("link", id.text()).member("from", wish.from.text()).member("into", wish.into.text());
  answer.member("basis", wish.basis).member("undo_until", rfc3339(now + kUndo)).end();
  return Decision{std::move(set), reply(201, answer.text(), "/v1/tenants/" + tenant.text() + "/links/" + id.text())};
}

Result<Decision> unlink(Context const& context, access::Grant const& grant, std::string_view link,
                        std::string_view reason) {
  TROTH_TRY(check_reason(reason));
  TenantId const tenant = grant.tenant();
  auto const id = LinkId::parse(link);
  TROTH_TRY(auto row, context.snapshot.one(sql::select_link, {tenant, *id}));
  if (!row) return fail(Code::not_found, "there is nothing here");
  SubjectId const into_id = (*row)[1].id<SubjectId>();
  TROTH_TRY(auto into, active_facts(context, tenant, into_id, ""));
  Duration const undo = TROTH_MUTANT("undo-ends-early") ? std::chrono::days(1) : kUndo;
  if (context.clock.now() > (*row)[2].time() + undo)
    return fail(Code::conflict, "the 30 days in which this link could be undone are over");
  Json what;
  what.object().member("link", id->text()).member("undone", true).end();
  TROTH_TRY(auto set, told(context, grant, what.text(), reason, into_id));
  set = std::move(set)
            .then(sql::delete_link, {tenant, *id})
            .then(sql::move_revision, {tenant, into_id, into.subject_revision});
  return Decision{std::move(set), reply(200, what.text())};
}

Result<Decision> list_links(Context const& context, access::Grant const& grant) {
  SubjectId const subject = *grant.facts().subject_id;
  TROTH_TRY(bool const away, hidden(context, grant, subject));
  if (away) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto rows, context.snapshot.query(sql::links_of, {grant.tenant(), subject, special_counts(grant)}));
  std::vector<store::Params> guards;  // whoever is named here is neither restricted nor erased when this is in the log
  Json answer, what, whom;
  answer.object().key("links").array();
  for (auto const& row : rows) {
    auto const from = row[1].id<SubjectId>(), into = row[2].id<SubjectId>();
    answer.object().member("link", row[0].id<LinkId>().text()).member("from", from.text());
    answer.member("into", into.text()).member("basis", row[3].text()).member("since", rfc3339(row[4].time()));
    answer.member("undo_until", rfc3339(row[4].time() + kUndo)).end();
    bool const is_from = from == subject;
    guards.push_back({grant.tenant(), is_from ? into : from, row[is_from ? 6 : 5].integer()});
  }
  answer.end().end();
  what.object().member("links", std::int64_t(rows.size())).end();
  whom.object().member("subject", subject.text()).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::retrieved, what.text(), whom.text()));
  return Decision{store::WriteSet(std::move(event)).require_each(sql::guard_subject, std::move(guards)),
                  reply(200, answer.text())};
}

}  // namespace troth::vault
