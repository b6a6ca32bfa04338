#include "base/random.h"
#include "demo_observer.h"
#include "tour_stop.h"

// A visitor's record: in clear for one who may, as ciphertext on disk, and refused without a purpose.

namespace troth::cli {
namespace {

using http::Method;

struct Visit {
  Contact contact;
  std::string subject, record, path;
};

/// Somebody new at each run, so that what is shown cannot have been prepared.
Result<Visit> take_in(Api& api, DemoTenant const& tenant) {
  auto const draw = SystemRandom().bytes<2>();
  Visit out{contact_of(50'000u + draw[0] * 256u + draw[1]), {}, {}, {}};
  TROTH_TRY(auto made, api.expect(tenant.desk, {Method::post, tenant.path("/subjects")}, 201));
  TROTH_TRY(out.subject, made.text("subject"));
  std::string const records = tenant.path("/subjects/" + out.subject + "/records/contact");
  TROTH_TRY(auto kept, api.expect(tenant.desk, {Method::post, records, out.contact.json()}, 201));
  TROTH_TRY(out.record, kept.text("record"));
  out.path = records + "/" + out.record;
  return out;
}

Result<Bytes> envelope_of(Observer const& observer, DemoTenant const& tenant, Visit const& visit) {
  auto const record = RecordId::parse(visit.record);
  if (!record) return fail(Code::invalid, "the answer's record is no id");
  TROTH_TRY(auto rows,
            observer.data("SELECT envelope FROM record WHERE tenant_id = $1 AND record_id = $2", {tenant.id, *record}));
  if (rows.size() != 1) return fail(Code::not_found, "the record has no row");
  return rows[0][0].bytes();
}

}  // namespace

Result<TourSeen> tour_visitor(TourCast const& cast, std::string const&) {
  TROTH_TRY(auto api, Api::connect(cast.url, cast.data / "tls" / "cert.pem"));
  TROTH_TRY(auto visit, take_in(api, cast.tenant));
  Ask const look{Method::get, visit.path + "?fields=display_name,email,phone", "", {{"Purpose", "support"}}};
  TROTH_TRY(auto seen, api.ask(cast.tenant.desk, look));
  TROTH_TRY(auto blind, api.ask(cast.tenant.desk, {Method::get, visit.path + "?fields=email"}));
  Observer const observer(cast.data);
  TROTH_TRY(Bytes const envelope, envelope_of(observer, cast.tenant, visit));
  TROTH_TRY(auto const places, observer.places(visit.contact.email));

  bool const clear = seen.status == 200 && seen.body.find(visit.contact.email) != std::string::npos;
  bool const refused = blind.status >= 400 && blind.body.find(visit.contact.email) == std::string::npos;
  TourSeen out;
  out.held = clear && refused && places == 0;
  out.summary = visit.contact.email + " stands in the answer to one who may read it, and in " + std::to_string(places) +
                " of the cell's files; without a purpose the answer was " + std::to_string(blind.status) + ".";
  out.details = tour_said("With the purpose support: " + std::to_string(seen.status), seen.body);
  out.details += tour_said("The same record on disk, as a thief of the file has it", hex(envelope));
  out.details += tour_said("The same question without a purpose: " + std::to_string(blind.status), blind.body);
  out.details +=
      tour_line("Both questions are events of the tenant's log: " + seen.event + " and " + blind.event + ".");
  return out;
}

}  // namespace troth::cli
