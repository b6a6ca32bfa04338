#include "evidence/attestations.h"

#include "base/json_writer.h"
#include "base/plain_text.h"
#include "evidence/log_place.h"
#include "evidence/tables.h"
#include "http/json.h"

namespace troth::evidence {
namespace {

/// What the cell knows of its own organisation: its name, and the host that its logs are named after.
std::vector<std::string> own_names(vault::Context const& context, Running const& running) {
  auto out = names_of_host(running.origin.substr(0, running.origin.find('/')));
  out.push_back(context.keyring.cell().name);
  return out;
}

using AttestationId = Id<struct AttestationTag>;

struct Told {
  std::string_view act;
  AttestationId id;
  std::string clause, sha256;
  Time at;
};
/// What everybody can read of it, in the public log (docs/formats/evidence.md); `more` is whole lines.
Result<store::WriteSet> told(vault::Context const& context, Running const& running, store::WriteSet set,
                             Told const& what, std::string const& more) {
  TROTH_TRY(auto const place, next_place(context.snapshot));
  std::string const text = "troth-attestation/v1\n" + std::string(what.act) + " " + what.id.text() + "\nclause " +
                           what.clause + "\nsha256 " + what.sha256 + "\ncell " + running.origin + "\nat " +
                           rfc3339(what.at) + "\n" + more;
  return append_entry(require_place(std::move(set), place), text);
}

}  // namespace

Result<vault::Decision> file_attestation(vault::Context const& context, access::Grant const& grant,
                                         Running const& running, std::string_view body) {
  auto const now = context.clock.now();
  TROTH_TRY(auto const in, AttestationFiling::parse(body));
  TROTH_TRY(auto const until, carries_until(in, running, own_names(context, running), now));
  auto const id = AttestationId::make(now, context.random);
  Json what;
  what.object().member("attestation", id.text()).member("clause", in.clause).member("scheme", in.scheme);
  what.member("issuer", in.issuer).member("sha256", in.sha256).member("until", rfc3339(until)).end();
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::attestation_filed, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::insert_attestation, {kCell, id, in.clause, in.scheme, in.issuer, in.scope, in.period_from,
                                                 in.period_to, in.expires, in.accreditation, in.sha256, now, until})
                 .then(sql::upsert_latest_attestation, {kCell, in.clause, id});
  TROTH_TRY(set, told(context, running, std::move(set), Told{"filed", id, in.clause, in.sha256, now},
                      "scheme " + in.scheme + "\nissuer " + in.issuer + "\nscope " + in.scope + "\nperiod " +
                          in.period_from + " " + in.period_to + "\nuntil " + rfc3339(until) + "\n"));
  return vault::Decision{std::move(set), vault::reply(201, what.text())};
}

Result<vault::Decision> withdraw_attestation(vault::Context const& context, access::Grant const& grant,
                                             Running const& running, std::string_view attestation,
                                             std::string_view body) {
  auto const now = context.clock.now();
  TROTH_TRY(auto in, http::JsonReader::object(body));
  TROTH_TRY(auto const reason, in.text("reason", 500));
  TROTH_TRY(in.done());
  if (reason.empty() || !is_plain_text(reason))
    return fail(Code::invalid, "say in one line why it no longer counts", "/reason");
  auto const id = AttestationId::parse(attestation);
  if (!id) return fail(Code::not_found, "there is nothing here");
  TROTH_TRY(auto const row, context.snapshot.one(sql::select_attestation, {kCell, *id}));
  if (!row) return fail(Code::not_found, "there is nothing here");
  if (!(*row)[2].is_null()) return fail(Code::conflict, "it has been withdrawn");
  Json what;
  what.object().member("attestation", id->text()).member("clause", (*row)[0].text()).member("reason", reason);
  what.member("withdrawn", rfc3339(now)).end();
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::attestation_withdrawn, what.text()));
  auto set = store::WriteSet(std::move(event)).then(sql::withdraw_attestation, {now, reason, kCell, *id});
  TROTH_TRY(set, told(context, running, std::move(set), Told{"withdrawn", *id, (*row)[0].text(), (*row)[1].text(), now},
                      "reason " + reason + "\n"));
  return vault::Decision{std::move(set), vault::reply(200, what.text())};
}

}  // namespace troth::evidence
