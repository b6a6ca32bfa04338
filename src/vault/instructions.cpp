#include "vault/instructions.h"

#include <algorithm>
#include <charconv>

#include "base/mutant.h"
#include "base/plain_text.h"
#include "http/json.h"
#include "vault/instructions_tables.h"
#include "vault/own.h"

namespace troth::vault {
namespace {

constexpr std::size_t kMaxText = 200, kMaxSummary = 500;
constexpr int kPage = 100;
constexpr std::size_t kOperations = std::size_t(act::Operation::administration);  // those of Art. 4(2)

Result<> check_words(std::string_view text, std::size_t most, std::string at) {
  if (text.empty() || text.size() > most || !is_plain_text(text))
    return fail(Code::invalid, "give it words on one line", std::move(at));
  return {};
}

/// The names of the table, each once, in its order.
Result<std::string> operations_text(std::vector<std::string> const& asked) {
  for (std::size_t i = 0; i < asked.size(); ++i) {
    bool known = false;
    for (std::size_t o = 0; o < kOperations; ++o) known = known || act::name(act::Operation(o)) == asked[i];
    if (!known)
      return fail(Code::invalid, "not an operation of GDPR Art. 4(2) as this service names them",
                  "/operations/" + std::to_string(i));
  }
  Json json;
  json.array();
  for (std::size_t o = 0; o < kOperations; ++o)
    if (auto name = act::name(act::Operation(o)); std::ranges::find(asked, name) != asked.end()) json.value(name);
  return json.end().text();
}

void describe(Json& json, store::Row const& row) {
  json.object().member("version", row[0].integer()).member("text_sha256", row[1].text());
  json.member("summary", row[2].text()).key("operations").raw(row[3].text());
  json.member("given_by", row[4].id<PrincipalId>().text()).member("given", rfc3339(row[5].time())).end();
}

Result<std::int64_t> version_before(std::string_view cursor) {
  if (cursor.empty()) return INT64_MAX;
  std::int64_t version = 0;
  auto const [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), version);
  if (error != std::errc() || end != cursor.data() + cursor.size())
    return fail(Code::invalid, "send the cursor that the page before gave", "cursor");
  return version;
}

}  // namespace

Result<Decision> define_role(Context const& context, access::Grant const& grant, std::string_view role,
                             std::optional<Controller> const& controller) {
  TROTH_TRY(not_from_outside(grant));
  if (role != "processor" && role != "controller")
    return fail(Code::invalid, "not one of the words this takes", "/role (one of processor, controller)");
  if (role == "processor" && !controller)
    return fail(Code::invalid, "a processor names the controller whose data it is", "/controller");
  Json named;
  named.object();
  if (controller) {
    TROTH_TRY(check_words(controller->name, kMaxText, "/controller/name"));
    named.member("name", controller->name);
    if (!controller->contact.empty()) {
      TROTH_TRY(check_words(controller->contact, kMaxText, "/controller/contact"));
      named.member("contact", controller->contact);
    }
  }
  named.end();
  TROTH_TRY(auto before, context.snapshot.one(sql::select_role, {grant.tenant()}));
  std::int64_t const version = before ? (*before)[0].integer() + 1 : 1;
  Json what;
  what.object().member("role", role).member("version", version).key("controller").raw(named.text()).end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::insert_role, {grant.tenant(), version, role, named.text(), context.clock.now()});
  return Decision{std::move(set), reply(200, what.text())};
}

Result<Decision> describe_role(Context const& context, access::Grant const& grant) {
  TROTH_TRY(std::string json, role_json(context.snapshot, grant.tenant()));
  if (json == "null") return fail(Code::not_found, "no role is laid down yet: PUT .../role");
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, "{\"read\":\"role\"}"));
  return Decision{store::WriteSet(std::move(event)), reply(200, std::move(json))};
}

Result<Decision> instruct(Context const& context, access::Grant const& grant, std::string const& text_sha256,
                          std::string const& summary, std::vector<std::string> const& operations) {
  TROTH_TRY(not_from_outside(grant));
  if (text_sha256.size() != 64 || !from_hex(text_sha256))
    return fail(Code::invalid, "the SHA-256 of the instruction's text, in hex", "/text_sha256");
  TROTH_TRY(check_words(summary, kMaxSummary, "/summary"));
  TROTH_TRY(std::string named, operations_text(operations));
  TROTH_TRY(auto before, context.snapshot.one(sql::select_instruction, {grant.tenant()}));
  std::int64_t const version = before ? (*before)[0].integer() + 1 : 1;
  Json what, answer;
  what.object().member("instruction", version).member("text_sha256", text_sha256).key("operations").raw(named).end();
  auto const now = context.clock.now();
  store::Params row{grant.tenant(), version, text_sha256, summary, named, grant.actor().principal, now};
  describe(answer, {row.begin() + 1, row.end()});
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, what.text()));
  auto set = store::WriteSet(std::move(event)).then(sql::insert_instruction, std::move(row));
  return Decision{std::move(set), reply(201, answer.text())};
}

Result<Decision> list_instructions(Context const& context, access::Grant const& grant, std::string_view cursor) {
  TROTH_TRY(auto before, version_before(cursor));
  TROTH_TRY(auto rows, context.snapshot.query(sql::list_instructions, {grant.tenant(), before, kPage}));
  if (TROTH_MUTANT("instruction-forgotten") && rows.size() > 1) rows.resize(1);
  Json json;
  json.object().key("instructions").array();
  for (auto const& row : rows) describe(json, row);
  json.end();
  if (rows.size() == kPage) json.member("next", std::to_string(rows.back()[0].integer()));
  json.end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, "{\"read\":\"instructions\"}"));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

Result<std::string> role_json(store::Reader& snapshot, TenantId tenant) {
  TROTH_TRY(auto row, snapshot.one(sql::select_role, {tenant}));
  if (!row) return std::string("null");
  Json json;
  json.object().member("role", (*row)[1].text()).member("version", (*row)[0].integer());
  json.key("controller").raw((*row)[2].text()).member("since", rfc3339((*row)[3].time())).end();
  return json.text();
}

Result<std::string> instruction_json(store::Reader& snapshot, TenantId tenant) {
  TROTH_TRY(auto row, snapshot.one(sql::select_instruction, {tenant}));
  if (!row) return std::string("null");
  Json json;
  describe(json, *row);
  return json.text();
}

Result<Instructed> Instructed::judge(store::Reader& snapshot, TenantId tenant, act::Operation operation) {
  Instructed out;
  out.tenant_ = tenant;
  if (tenant == kCell || operation == act::Operation::administration) return out;
  TROTH_TRY(auto row, snapshot.one(sql::select_instruction, {tenant}));
  out.version_ = row ? (*row)[0].integer() : 0;
  if (!row || TROTH_MUTANT("instruction-ignored")) return out;
  TROTH_TRY(auto named, http::parse_json((*row)[3].text()));
  if (!named.array()) return fail(Code::corrupt, "an instruction's row has been damaged");
  for (auto const& name : *named.array())
    if (name.text() && *name.text() == act::name(operation)) return out;
  return fail(Code::denied, "outside the controller's instructions: the newest does not name this operation",
              std::string(act::name(operation)));
}

store::WriteSet Instructed::guard(store::WriteSet set) const {
  if (version_) set = std::move(set).require(sql::guard_instruction, {tenant_, *version_});
  return set;
}

}  // namespace troth::vault
