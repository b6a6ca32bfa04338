#include "trust/tom_describe.h"

#include "trust/degradation.h"
#include "trust/tables.h"

namespace troth::trust {
namespace {

constexpr std::size_t kMostListed = 200;

void add_names(Json& json, std::string_view name, std::vector<std::string> const& names) {
  json.key(name).array();
  for (auto const& one : names) json.value(one);
  json.end();
}

void add_promises(Json& json, std::string_view name, catalogue::Promises const& promises) {
  json.key(name).object();
  for (auto const& [id, value] : promises) json.member(id, value);
  json.end();
}

Result<> add_version(store::Reader& snapshot, Json& json, TomVersion const& version, Time now, bool with_text) {
  TROTH_TRY(auto base, before(snapshot, version));
  auto const found = taken_away(base, version);
  json.object().member("version", version.number).member("state", name(state_at(version, now)));
  json.member("effective_from", rfc3339(version.effective_from)).member("created", rfc3339(version.created));
  json.member("hash", version.hash).member("author", version.author);
  add_names(json, "approvers", version.approvers);
  json.member("approvals_needed", static_cast<std::int64_t>(approvals_needed(found)));
  add_names(json, "profiles", version.profiles);
  add_names(json, "accepted", version.accepted);
  add_promises(json, "promises", version.promises);
  add_degradations(json, found);
  if (version.published) json.member("published", rfc3339(*version.published)).member("index", version.index);
  if (with_text) json.member("text", version.text);
  json.end();
  return {};
}

Result<vault::Decision> answer(vault::Context const& context, access::Grant const& grant, std::string read, Json json) {
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::administered, std::move(read)));
  return vault::Decision{store::WriteSet(std::move(event)), vault::reply(200, json.text())};
}

}  // namespace

void add_degradations(Json& json, std::vector<Degradation> const& found) {
  json.key("degradations").array();
  for (auto const& one : found) json.object().member("clause", one.clause).member("what", one.what).end();
  json.end();
}

Result<vault::Decision> describe_versions(vault::Context const& context, access::Grant const& grant) {
  TROTH_TRY(auto all, versions(context.snapshot, kMostListed));
  TROTH_TRY(auto const targets, read_targets(context.snapshot));
  Json json;
  json.object().key("versions").array();
  for (auto const& one : all) TROTH_TRY(add_version(context.snapshot, json, one, context.clock.now(), false));
  json.end();
  add_promises(json, "targets", targets);
  json.end();
  return answer(context, grant, R"({"read":"tom-versions"})", std::move(json));
}

Result<vault::Decision> describe_version(vault::Context const& context, access::Grant const& grant,
                                         std::int64_t number) {
  TROTH_TRY(auto found, version(context.snapshot, number));
  if (!found) return fail(Code::not_found, "there is nothing here");
  Json json, what;
  TROTH_TRY(add_version(context.snapshot, json, *found, context.clock.now(), true));
  what.object().member("read", "tom-version").member("version", number).end();
  return answer(context, grant, what.text(), std::move(json));
}

}  // namespace troth::trust
