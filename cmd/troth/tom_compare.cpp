#include <iostream>

#include "base/json_writer.h"
#include "log_api.h"
#include "log_table.h"
#include "tom_api.h"
#include "trust/degradation.h"

// Looking at versions beside each other. The comparison is made here, from the two texts whose hashes stand in the log.

namespace troth::cli {
namespace {

using Object = http::JsonValue::Object;
using trust::Degradation;
using trust::TomText;

Result<int> print_versions(Object const& answer) {
  auto const* versions = member(answer, "versions").array();
  if (!versions) return fail(Code::corrupt, "the answer has no list of versions");
  Table table({"version", "state", "effective from", "approvals", "takes away", "SHA-256 of the text"});
  for (auto const& value : *versions) {
    if (!value.object()) return fail(Code::corrupt, "a version of the answer is no object");
    auto const& one = *value.object();
    auto const* approvers = member(one, "approvers").array();
    auto const* found = member(one, "degradations").array();
    table.row({shown(one, "version"), shown(one, "state"), shown(one, "effective_from"),
               std::to_string(approvers ? approvers->size() : 0) + " of " + shown(one, "approvals_needed"),
               std::to_string(found ? found->size() : 0), shown(one, "hash")});
  }
  if (versions->empty())
    std::cout << "There is no version yet: a rehearsal. `troth tom draft` begins one.\n";
  else
    table.print(std::cout);
  return kOk;
}

/// The text of a version, checked against the hash that stands beside it.
Result<TomText> fetch(TomArguments const& a, std::int64_t version) {
  auto const path = "/versions/" + std::to_string(version);
  TROTH_TRY(auto response, ask_tom(a.connection, http::Method::get, path));
  if (response.status >= 400)
    return fail(response.status == 404 ? Code::not_found : Code::conflict, "the cell does not show this version",
                "version " + std::to_string(version), "status " + std::to_string(response.status));
  TROTH_TRY(auto body, http::parse_json(response.body));
  if (!body.object()) return fail(Code::corrupt, "the answer is no JSON object");
  auto const* text = member(*body.object(), "text").text();
  if (!text || trust::hash_of(*text) != shown(*body.object(), "hash"))
    return fail(Code::corrupt, "the text of the version is not what its hash says",
                "version " + std::to_string(version));
  return TomText::parse(*text);
}

void print(std::string_view heading, std::vector<Degradation> const& list) {
  std::cout << heading << "\n";
  Table table;
  for (auto const& one : list) table.row({"  " + one.clause, one.what});
  table.print(std::cout);
}

void add(Json& json, std::string_view name, std::vector<Degradation> const& list) {
  json.key(name).array();
  for (auto const& one : list) json.object().member("clause", one.clause).member("what", one.what).end();
  json.end();
}

}  // namespace

int tom_versions(TomArguments const& a) {
  return answer(ask_tom(a.connection, http::Method::get, "/versions"), a.connection.json, print_versions);
}

int tom_diff(TomArguments const& a) {
  auto const from = fetch(a, a.from);
  if (!from) return report(from.error());
  auto const to = fetch(a, a.to);
  if (!to) return report(to.error());
  auto const lost = trust::degradations(*from, *to);
  auto const other = trust::changes(*from, *to);
  if (a.connection.json) {
    Json json;
    json.object().member("from", a.from).member("to", a.to);
    add(json, "degradations", lost);
    add(json, "changes", other);
    std::cout << json.end().text() << "\n";
    return kOk;
  }
  if (!lost.empty()) print("Taken away:", lost);
  if (!other.empty()) print("Changed otherwise:", other);
  if (lost.empty() && other.empty()) std::cout << "They promise the same.\n";
  return kOk;
}

}  // namespace troth::cli
