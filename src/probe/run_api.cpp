#include "probe/run_api.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/plain_text.h"
#include "probe/furnish.h"

namespace troth::probe {
namespace {

using http::JsonReader;
using http::JsonValue;
using http::Method;

constexpr std::size_t kHash = 64, kName = 300;

Result<Secret> secret_in(JsonReader& reader, std::string_view member) {
  TROTH_TRY(auto text, reader.text(member, 500));
  auto out = Secret::copy_of(as_bytes(text));
  explicit_bzero(text.data(), text.size());
  return out;
}

Result<std::vector<Run::Credentials>> tenants_in(JsonReader& reader) {
  TROTH_TRY(auto const value, reader.any("tenants"));
  if (value.array() == nullptr || value.array()->size() != 2)
    return fail(Code::invalid, "a probe run has two tenants", "/tenants");
  std::vector<Run::Credentials> out;
  for (auto const& one : *value.array()) {
    TROTH_TRY(auto tenant, JsonReader::object(one, "/tenants"));
    TROTH_TRY(auto id, tenant.text("tenant", kHash));
    TROTH_TRY(auto owner, secret_in(tenant, "owner"));
    TROTH_TRY(auto log_reader, secret_in(tenant, "reader"));
    auto& added = out.emplace_back();
    added.tenant = std::move(id);
    added.owner = std::move(owner);
    added.reader = std::move(log_reader);
  }
  return out;
}

Result<std::map<std::string, std::int64_t>> promises_in(JsonReader& reader) {
  TROTH_TRY(auto const value, reader.any("promises"));
  if (value.object() == nullptr) return fail(Code::invalid, "promises are numbers by name", "/promises");
  std::map<std::string, std::int64_t> out;
  for (auto const& [parameter, number] : *value.object()) {
    if (number.integer() == nullptr) return fail(Code::invalid, "a promise is a number", "/promises/" + parameter);
    out.emplace(parameter, *number.integer());
  }
  return out;
}

Result<Run> parse(std::string const& body) {
  TROTH_TRY(auto reader, JsonReader::object(body));
  Run out;
  TROTH_TRY(out.id, reader.text("run", kHash));
  TROTH_TRY(auto const expires, reader.text("expires", 40));
  TROTH_TRY(out.cell, reader.text("cell", kName));
  TROTH_TRY(out.build, reader.text("build", kHash));
  TROTH_TRY(out.config, reader.text("config", kHash));
  TROTH_TRY(out.tom, reader.text("tom", kHash));
  TROTH_TRY(auto const checkpoint, reader.text("checkpoint", kHash));
  TROTH_TRY(out.promises, promises_in(reader));
  TROTH_TRY(out.tenants, tenants_in(reader));
  auto const until = parse_rfc3339(expires);
  auto const bytes = from_hex(checkpoint);
  if (!until || !bytes || bytes->size() != out.checkpoint.size())
    return fail(Code::invalid, "the cell's answer names no time or no checkpoint");
  out.expires = *until;
  std::ranges::copy(*bytes, out.checkpoint.begin());
  return out;
}

std::string path_of(Run const& run, std::string_view what) {
  return "/v1/cell/probe-runs/" + run.id + "/" + std::string(what);
}

/// A conflict that names no member is somebody else's commit that came first; one that names a member is about this
/// verdict, and stays.
Error not_taken(Answer const& answer, std::string path) {
  auto member = answer.text("at");
  bool const busy = answer.status == 429 || answer.status == 503 || (answer.status == 409 && !member);
  auto const code = answer.status == 400 ? Code::invalid : busy ? Code::unavailable : Code::conflict;
  return fail(code, "the cell does not take this verdict", member ? std::move(*member) : std::move(path),
              std::to_string(answer.status) + ": " + std::string(cut_text(answer.body, 300)));
}

}  // namespace

Result<Run> begin_run(Caller& asks, std::string const& by, bool fresh) {
  Json body;
  body.object().member("by", by);
  if (fresh) body.member("fresh", true);
  body.end();
  TROTH_TRY(auto const answer, asks.expect(201, Method::post, "/v1/cell/probe-runs", body.text()));
  return parse(answer.body);
}

Result<std::int64_t> hand_in(Caller& asks, Run const& run, std::string const& evidence) {
  TROTH_TRY(auto const answer, asks.post(path_of(run, "evidence"), evidence));
  if (answer.status != 201) return not_taken(answer, path_of(run, "evidence"));
  TROTH_TRY(auto reader, JsonReader::object(answer.body));
  return reader.integer("number", 0, std::int64_t{1} << 53);
}

Result<> end_run(Caller& asks, Run const& run) {
  TROTH_TRY(asks.expect(200, Method::post, path_of(run, "end")));
  return {};
}

Result<Tenant> tenant_of(Run::Credentials const& credentials, client::Target const& target) {
  Tenant out{credentials.tenant, "/v1/tenants/" + credentials.tenant,
             Caller(target, Secret::copy_of(credentials.owner.view())),
             Caller(target, Secret::copy_of(credentials.reader.view()))};
  TROTH_TRY(furnish(out));
  return out;
}

}  // namespace troth::probe
