#include "runner/customer.h"

#include "probe/claim.h"

namespace troth::runner {
namespace {

using probe::Caller;
using probe::Tenant;

constexpr std::string_view kNoReader = "a customer's run without --reader-token-file reads no log";

Caller as(Customer const& customer, Secret const& token) {
  return Caller(customer.target, Secret::copy_of(token.view()));
}

Tenant tenant_of(Customer const& customer) {
  Tenant out{customer.tenant, "/v1/tenants/" + customer.tenant, as(customer, customer.owner),
             customer.reader ? as(customer, *customer.reader) : Caller(customer.target, std::nullopt)};
  if (!customer.reader) out.reader.stay_out(kNoReader);
  return out;
}

/// Nobody's: the scene lets none of its people ask.
Tenant no_neighbour(Customer const& customer) {
  return {"", "/v1/tenants/none", Caller(customer.target, std::nullopt), Caller(customer.target, std::nullopt)};
}

Stage stage_of(Customer const& customer, probe::Probe const& probe, std::shared_ptr<probe::Traces> traces) {
  probe::Scene::Wiring wiring{probe::Place::live,
                              tenant_of(customer),
                              no_neighbour(customer),
                              Caller(customer.target, std::nullopt),
                              "",
                              "",
                              nullptr,
                              seed_of({}, probe.clause)};
  wiring.customer = true;
  wiring.traces = std::move(traces);
  return {std::move(wiring), nullptr};
}

}  // namespace

std::string_view not_for_customers(probe::Probe const& probe, bool reader) {
  if (probe.place == probe::Place::twin)
    return "it runs on twins only: it stops or damages a cell, moves its clock or acts as its administrator";
  if (probe.needs.files || probe.needs.neighbour) return "it takes the files of the cell or a second tenant";
  if (probe.needs.reader && !reader) return "it reads the tenant's log: give --reader-token-file";
  return {};
}

Result<std::vector<Outcome>> run_as_customer(Customer const& customer, std::span<probe::Probe const* const> probes,
                                             Limits const& limits, std::function<void(Outcome const&)> const& each) {
  for (auto const* probe : probes)
    if (auto const why = not_for_customers(*probe, customer.reader.has_value()); !why.empty())
      return fail(Code::invalid, "this clause is not for customers", std::string(probe->clause), std::string(why));
  auto tenant = tenant_of(customer);
  auto const claimed = probe::claim(tenant);
  if (!claimed && claimed.error().code != Code::denied) return claimed.error();

  std::vector<Outcome> out;
  for (auto const* probe : probes) {
    if (customer.stop()) break;
    auto const traces = std::make_shared<probe::Traces>();
    auto const prepare = [&]() -> Result<Stage> {
      if (!claimed) return claimed.error();
      return stage_of(customer, *probe, traces);
    };
    out.push_back(run_one({probe, prepare}, limits));
    each(out.back());
    TROTH_TRY(traces->clear(tenant.owner, tenant.base));
  }
  return out;
}

}  // namespace troth::runner
