#include <iomanip>
#include <iostream>

#include "base/id.h"
#include "base/json_writer.h"
#include "foreground.h"
#include "probe.h"
#include "probe_choice.h"
#include "probe_show.h"
#include "progress.h"
#include "runner/customer.h"

namespace troth::cli {
namespace {

struct Choice {
  std::vector<probe::Probe const*> run, left_out;
};

Result<Secret> token_in(std::filesystem::path const& file) {
  Connection connection;
  connection.token_file = file;
  return connection.token();
}

Result<runner::Customer> customer_of(ProbeArguments const& arguments) {
  if (!parse_uuid(arguments.tenant)) return fail(Code::invalid, "a tenant is named by its id", arguments.tenant);
  if (arguments.url.empty()) return fail(Code::invalid, "say where the cell serves: --url https://HOST:PORT");
  runner::Customer out;
  out.tenant = arguments.tenant;
  out.target = {"", arguments.url, arguments.ca, 30};
  TROTH_TRY(out.owner, token_in(arguments.token_file));
  if (!arguments.reader_token_file.empty()) {
    TROTH_TRY(out.reader, token_in(arguments.reader_token_file));
  }
  out.stop = asked_to_end;
  return out;
}

/// Of all probes, those that a customer can run; one that was named and is none of these is an error.
Result<Choice> choose(ProbeArguments const& arguments, bool reader) {
  TROTH_TRY(auto const probes, chosen_probes(arguments.clauses));
  Choice out;
  for (auto const* probe : probes) {
    auto const why = runner::not_for_customers(*probe, reader);
    if (!why.empty() && !arguments.clauses.empty())
      return fail(Code::invalid, "this clause is not for customers", std::string(probe->clause), std::string(why));
    (why.empty() ? out.run : out.left_out).push_back(probe);
  }
  return out;
}

std::string told_as_json(std::vector<runner::Outcome> const& outcomes, Choice const& choice,
                         runner::Customer const& customer) {
  Json json;
  json.object().member("by", "customer").member("tenant", customer.tenant).member("handed_in", false);
  json.key("run").raw(as_json(outcomes, "")).key("partly").array();
  for (auto const* probe : choice.run)
    if (!probe->needs.left_out.empty())
      json.object().member("clause", probe->clause).member("without", probe->needs.left_out).end();
  json.end().key("not_for_customers").array();
  for (auto const* probe : choice.left_out) {
    json.object().member("clause", probe->clause);
    json.member("because", runner::not_for_customers(*probe, customer.reader.has_value())).end();
  }
  return json.end().end().text();
}

/// What was not attacked is said as clearly as what was.
void show_rest(Choice const& choice, bool reader) {
  for (auto const* probe : choice.run)
    if (!probe->needs.left_out.empty())
      std::cout << "partly " << probe->clause << ": without " << probe->needs.left_out << "\n";
  for (auto const* probe : choice.left_out)
    std::cout << "not for customers  " << std::left << std::setw(9) << probe->clause
              << runner::not_for_customers(*probe, reader) << "\n";
}

}  // namespace

int probe_customer(ProbeArguments const& arguments) {
  hold_signals();  // a run that is cut short clears away what it made
  auto const customer = customer_of(arguments);
  if (!customer) return report(customer.error());
  bool const reader = customer->reader.has_value();
  auto const choice = choose(arguments, reader);
  if (!choice) return report(choice.error());
  Progress progress("probes");
  std::size_t ended = 0;
  auto const outcomes = runner::run_as_customer(*customer, choice->run, {}, [&](runner::Outcome const& outcome) {
    if (!arguments.json) show(std::cout, outcome);
    progress.show(++ended, choice->run.size());
  });
  if (!outcomes) return report(outcomes.error());
  if (arguments.json) {
    std::cout << told_as_json(*outcomes, *choice, *customer) << "\n";
  } else {
    show_rest(*choice, reader);
    std::cout << summary(*outcomes) << ", by customer; nothing was handed in\n";
  }
  return all_passed(*outcomes) ? kOk : kFinding;
}

}  // namespace troth::cli
