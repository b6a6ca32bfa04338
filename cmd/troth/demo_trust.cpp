#include "demo_trust.h"

#include "base/clock.h"
#include "base/json_writer.h"
#include "base/private_file.h"
#include "catalogue/catalogue.h"
#include "commands.h"
#include "programs.h"

namespace troth::cli {
namespace {

using http::Method;
using std::chrono::seconds;

/// A principal of the cell with one office; its token is kept in DATA/tokens/<name>.
Result<Secret> officer(Api& api, DemoTenant const& tenant, std::filesystem::path const& data, std::string const& name,
                       std::string const& permission) {
  std::string const body = R"({"name":")" + name + R"(","permissions":[")" + permission + R"("]})";
  TROTH_TRY(auto made, api.expect(tenant.admin, {Method::post, "/v1/cell/principals", body}, 201));
  TROTH_TRY(std::string const token, made.text("token"));
  TROTH_TRY(write_private_file(data / "tokens" / name, token + "\n"));
  return Secret::copy_of(as_bytes(token));
}

/// Both documents with the catalogue's numbers; each clause that nothing stands behind is accepted by its name.
std::string draft_body() {
  Json json;
  json.object().key("profiles").array().value("trueengage").value("landbot").end().key("promises").object().end();
  json.key("accepted").array();
  for (auto const& clause : catalogue::Catalogue::built_in().clauses())
    if (clause.profile != "extension" && clause.stands == catalogue::EvidenceClass::not_covered) json.value(clause.id);
  return json.end().member("effective_from", rfc3339(SystemClock().now())).end().text();
}

Result<std::int64_t> publish(Api& api, DemoTenant const& tenant, std::filesystem::path const& data) {
  TROTH_TRY(auto author, officer(api, tenant, data, "author", "publish_tom"));
  TROTH_TRY(auto approver, officer(api, tenant, data, "approver", "publish_tom"));
  TROTH_TRY(auto drafted, api.expect(author, {Method::post, "/v1/cell/tom/versions", draft_body()}, 201));
  TROTH_TRY(auto object, drafted.object());
  auto const* number = object.contains("version") ? object.find("version")->second.integer() : nullptr;
  if (!number) return fail(Code::invalid, "the draft has no number");
  std::string const path = "/v1/cell/tom/versions/" + std::to_string(*number) + "/approve";
  TROTH_TRY(api.expect(approver, {Method::post, path}, 200));
  return *number;
}

Result<std::map<std::string, std::size_t>> statuses(std::filesystem::path const& data) {
  TROTH_TRY(auto const self, own_program());
  TROTH_TRY(auto const ran,
            probe::Process::run({self, {"clause", "list", "--data", data.string(), "--json"}}, seconds(40)));
  if (ran.code != kOk) return fail(Code::unavailable, "the clauses could not be listed", "troth clause list");
  TROTH_TRY(auto value, http::parse_json(ran.said));
  auto const* list = value.array();
  if (!list) return fail(Code::invalid, "the list of clauses is none");
  std::map<std::string, std::size_t> out;
  for (auto const& item : *list) {
    auto const* one = item.object();
    auto const* status = one && one->contains("status") ? one->find("status")->second.text() : nullptr;
    if (!status) return fail(Code::invalid, "a clause without a status");
    ++out[*status];
  }
  return out;
}

/// `troth probe …` of this cell, as its prober.
std::vector<std::string> probing(std::vector<std::string> words, std::filesystem::path const& data) {
  words.insert(words.begin(), "probe");
  std::string const folder = data.string();
  words.insert(words.end(), {"--data", folder, "--token-file", folder + "/tokens/prober"});
  return words;
}

}  // namespace

Result<DemoTrust> show_trust(Api& api, DemoTenant const& tenant, std::filesystem::path const& data, std::ostream& out) {
  TROTH_TRY(auto const self, own_program());
  DemoTrust trust;
  TROTH_TRY(trust.version, publish(api, tenant, data));
  TROTH_TRY(officer(api, tenant, data, "prober", "run_probes"));
  out << "\nThe document is published as version " << trust.version << ". Now each of its sentences is attacked:\n"
      << std::flush;
  TROTH_TRY(auto const ran, probe::Process::run({self, probing({"run", "--live"}, data)}, seconds(300)));
  out << ran.said;
  trust.attacked = ran.code == kOk;
  TROTH_TRY(trust.counts, statuses(data));
  for (auto const& [status, count] : trust.counts) trust.clauses += count;
  out << "clauses       ";
  for (auto const& [status, count] : trust.counts) out << count << " " << status << "  ";
  out << std::endl;
  return trust;
}

Result<probe::Process> keep_probing(std::filesystem::path const& data) {
  TROTH_TRY(auto const self, own_program());
  return probe::Process::start({.program = self, .arguments = probing({"schedule"}, data), .mute = true});
}

}  // namespace troth::cli
