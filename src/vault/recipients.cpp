#include "vault/recipients.h"

#include "base/json_writer.h"
#include "crypto/hash.h"
#include "vault/ledger_tables.h"
#include "vault/own.h"
#include "vault/tables.h"

namespace troth::vault {
namespace {

constexpr std::int64_t kMostRecipients = 200;

Result<RecipientVersion> read(RecipientName name, store::Value const* row) {
  RecipientVersion out{std::move(name), row[0].integer(), row[1].text() == "active", row[3].time(), {}};
  auto recipient = parse_recipient(row[2].text());
  if (!recipient) return fail(Code::corrupt, "a recipient's row has been damaged", {}, recipient.error().at);
  out.recipient = std::move(*recipient);
  return out;
}

Result<> in_force(Context const& context, access::Grant const& grant, Recipient const& recipient) {
  if (auto allowed = check_transfer(recipient); !allowed)
    return fail(Code::invalid, allowed.error().message, allowed.error().at);
  if (recipient.contract && recipient.contract->expires <= context.clock.now())
    return fail(Code::invalid, "the contract has run out; send the one that is in force", "/contract/expires");
  for (std::size_t i = 0; i < recipient.purposes.size(); ++i) {
    TROTH_TRY(auto row, context.snapshot.one(sql::select_purpose, {grant.tenant(), recipient.purposes[i].text()}));
    if (!row)
      return fail(Code::invalid, "define the purpose first: PUT .../purposes/{name}", "/purposes/" + std::to_string(i));
  }
  return {};
}

Result<> room_for_another(Context const& context, TenantId tenant) {
  TROTH_TRY(auto count, context.snapshot.one(sql::count_recipients, {tenant}));
  if (count && (*count)[0].integer() >= kMostRecipients)
    return fail(Code::exhausted, "a tenant has at most 200 recipients");
  return {};
}

/// The next version of a recipient with its event, which names what was laid down by its hash.
Result<Decision> add_version(Context const& context, access::Grant const& grant, RecipientVersion const& next) {
  std::string const text = recipient_text(next.recipient), state = next.active ? "active" : "suspended";
  Json what, answer;
  what.object().member("recipient", next.name.text()).member("version", next.version).member("state", state);
  what.member("definition_sha256", hex(crypto::sha256(as_bytes(text)))).end();
  describe_recipient(answer, next);
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, what.text()));
  auto set =
      store::WriteSet(std::move(event))
          .then(sql::insert_recipient, {grant.tenant(), next.name.text(), next.version, state, text, next.since});
  return Decision{std::move(set), reply(next.version == 1 ? 201 : 200, answer.text())};
}

}  // namespace

Result<std::optional<RecipientVersion>> load_recipient(store::Reader& snapshot, TenantId tenant,
                                                       RecipientName const& name) {
  TROTH_TRY(auto row, snapshot.one(sql::select_recipient, {tenant, name.text()}));
  if (!row) return std::optional<RecipientVersion>();
  TROTH_TRY(auto out, read(name, row->data()));
  return std::optional(std::move(out));
}

Result<std::vector<RecipientVersion>> load_recipients(store::Reader& snapshot, TenantId tenant) {
  TROTH_TRY(auto rows, snapshot.query(sql::select_recipients, {tenant}));
  std::vector<RecipientVersion> out;
  for (auto const& row : rows) {
    auto name = RecipientName::parse(row[0].text());
    if (!name) return fail(Code::corrupt, "a recipient's row has been damaged");
    TROTH_TRY(auto version, read(std::move(*name), row.data() + 1));
    out.push_back(std::move(version));
  }
  return out;
}

Result<Decision> define_recipient(Context const& context, access::Grant const& grant, RecipientName const& name,
                                  std::string_view json) {
  TROTH_TRY(not_from_outside(grant));
  TROTH_TRY(auto recipient, parse_recipient(json));
  TROTH_TRY(in_force(context, grant, recipient));
  TROTH_TRY(auto before, load_recipient(context.snapshot, grant.tenant(), name));
  if (!before) {
    TROTH_TRY(room_for_another(context, grant.tenant()));
  }
  return add_version(context, grant,
                     {name, before ? before->version + 1 : 1, true, context.clock.now(), std::move(recipient)});
}

Result<Decision> suspend_recipient(Context const& context, access::Grant const& grant, RecipientName const& name) {
  TROTH_TRY(not_from_outside(grant));
  TROTH_TRY(auto before, load_recipient(context.snapshot, grant.tenant(), name));
  if (!before) return fail(Code::not_found, "there is nothing here");
  if (!before->active) return fail(Code::conflict, "the recipient is suspended already");
  return add_version(context, grant,
                     {name, before->version + 1, false, context.clock.now(), std::move(before->recipient)});
}

Result<Decision> list_recipients(Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto recipients, load_recipients(context.snapshot, grant.tenant()));
  Json json;
  json.object().key("recipients").array();
  for (auto const& recipient : recipients) describe_recipient(json, recipient);
  json.end().end();
  TROTH_TRY(auto event, tell(context, grant, act::EventType::administered, "{\"read\":\"recipients\"}"));
  return Decision{store::WriteSet(std::move(event)), reply(200, json.text())};
}

}  // namespace troth::vault
