#include <iostream>

#include "base/json_writer.h"
#include "log_api.h"
#include "log_table.h"
#include "tom_api.h"

// Drafting, approving, withdrawing: what each prints says what is needed next.

namespace troth::cli {
namespace {

using Object = http::JsonValue::Object;

void names(Json& json, std::string_view name, std::vector<std::string> const& values) {
  json.key(name).array();
  for (auto const& value : values) json.value(value);
  json.end();
}

void numbers(Json& json, std::string_view name, catalogue::Promises const& values) {
  json.key(name).object();
  for (auto const& [id, value] : values) json.member(id, value);
  json.end();
}

/// What the version takes away, one a line; nothing if it takes nothing.
void print_degradations(Object const& answer) {
  auto const* found = member(answer, "degradations").array();
  if (!found || found->empty()) return;
  std::cout << "It takes away from the version before:\n";
  for (auto const& one : *found)
    if (one.object())
      std::cout << "  " << shown(*one.object(), "clause") << "  " << shown(*one.object(), "what") << "\n";
}

Result<int> told_draft(Object const& answer) {
  std::cout << "Version " << number(answer, "version") << " is a draft, " << shown(answer, "hash") << ".\n";
  print_degradations(answer);
  std::cout << "Needed: " << counted(number(answer, "approvals_needed"), "approval") << " by others than you:\n"
            << "  troth tom approve " << number(answer, "version") << "\n";
  return kOk;
}

Result<int> told_approval(Object const& answer) {
  std::cout << "Version " << number(answer, "version") << ": " << number(answer, "approvals") << " of "
            << counted(number(answer, "approvals_needed"), "approval") << ", " << shown(answer, "state");
  if (shown(answer, "state") != "draft") std::cout << ", holds from " << shown(answer, "effective_from");
  std::cout << ".\n";
  print_degradations(answer);
  return kOk;
}

Result<int> told_withdrawal(Object const& answer) {
  std::cout << "Version " << number(answer, "version") << " is withdrawn.\n";
  return kOk;
}

int decide(TomArguments const& a, std::string const& verb, Tell const& tell) {
  auto const path = "/versions/" + std::to_string(a.version) + "/" + verb;
  return answer(ask_tom(a.connection, http::Method::post, path), a.connection.json, tell);
}

}  // namespace

int tom_draft(TomArguments const& a) {
  auto const promises = promises_of(a.promises);
  if (!promises) return report(promises.error());
  auto const from = moment_of("--effective", a.effective);
  if (!from) return report(from.error());
  Json body;
  body.object();
  names(body, "profiles", a.profiles);
  numbers(body, "promises", *promises);
  names(body, "accepted", a.accepted);
  body.member("effective_from", *from).end();
  return answer(ask_tom(a.connection, http::Method::post, "/versions", body.text()), a.connection.json, told_draft);
}

int tom_approve(TomArguments const& a) { return decide(a, "approve", told_approval); }

int tom_withdraw(TomArguments const& a) { return decide(a, "withdraw", told_withdrawal); }

int tom_target(TomArguments const& a) {
  auto const targets = promises_of(a.promises);
  if (!targets) return report(targets.error());
  Json body;
  body.object();
  numbers(body, "targets", *targets);
  body.end();
  return answer(ask_tom(a.connection, http::Method::put, "/targets", body.text()), a.connection.json,
                [&](Object const&) -> Result<int> {
                  for (auto const& [id, value] : *targets) std::cout << id << " aims at " << value << "\n";
                  return kOk;
                });
}

}  // namespace troth::cli
