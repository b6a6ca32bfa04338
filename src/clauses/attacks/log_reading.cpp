#include "clauses/attacks/log_reading.h"

#include <thread>

#include "base/json_writer.h"
#include "merkle/note.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;

constexpr auto kPatience = std::chrono::seconds(20);

std::string text_of(http::JsonValue::Object const& object, std::string_view member) {
  auto const it = object.find(member);
  return it != object.end() && it->second.text() != nullptr ? *it->second.text() : std::string();
}

}  // namespace

Result<Named> named(probe::Scene& scene, std::string const& name, std::vector<std::string> const& permissions) {
  Json body;
  body.object().member("name", name).key("permissions").array();
  for (auto const& permission : permissions) body.value(permission);
  body.end().member("days", 1).end();
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer made, tenant.owner.expect(201, Method::post, tenant.base + "/principals", body.text()));
  TROTH_TRY(std::string token, made.text("token"));
  TROTH_TRY(std::string principal, made.text("principal"));
  return Named{scene.caller(token), std::move(principal)};
}

Result<std::vector<Told>> told_of(probe::Tenant& tenant, std::string const& principal, std::string const& more) {
  std::string const path = tenant.base + "/log/events?limit=500&actor=" + principal + more;
  TROTH_TRY(Answer answer, tenant.reader.expect(200, Method::get, path));
  TROTH_TRY(auto const members, answer.object());
  auto const events = members.find("events");
  if (events == members.end() || events->second.array() == nullptr)
    return fail(Code::invalid, "the search of the log names no events");
  std::vector<Told> out;
  for (auto const& one : *events->second.array())
    if (one.object() != nullptr) out.push_back({text_of(*one.object(), "event"), text_of(*one.object(), "type")});
  return out;
}

Result<Answer> proof_of(probe::Tenant& tenant, std::string const& event) {
  auto const until = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    TROTH_TRY(Answer proof, tenant.reader.get(tenant.base + "/log/events/" + event + "/proof"));
    if (proof.status == 200 || std::chrono::steady_clock::now() > until) return proof;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

Result<merkle::Checkpoint> head_of(probe::Tenant& tenant) {
  TROTH_TRY(Answer answer, tenant.reader.expect(200, Method::get, tenant.base + "/log/checkpoint"));
  TROTH_TRY(auto const note, merkle::Note::parse(answer.body));
  return merkle::Checkpoint::parse(note.text);
}

Result<std::vector<Bytes>> entries_of(probe::Tenant& tenant, merkle::TileId bundle) {
  bundle.entries = true;
  TROTH_TRY(Answer answer, tenant.reader.expect(200, Method::get, tenant.base + "/log/tile/" + bundle.path()));
  return merkle::parse_bundle(as_bytes(answer.body), bundle.width);
}

Result<std::vector<Bytes>> newest_entries(probe::Tenant& tenant) {
  TROTH_TRY(auto const head, head_of(tenant));
  std::vector<Bytes> out;
  std::uint64_t const last = head.size == 0 ? 0 : (head.size - 1) / merkle::kTileWidth;
  for (std::uint64_t bundle = last > 0 ? last - 1 : 0; bundle <= last; ++bundle) {
    TROTH_TRY(auto entries, entries_of(tenant, {0, bundle, merkle::tile_width(0, bundle, head.size), true}));
    out.insert(out.end(), entries.begin(), entries.end());
  }
  return out;
}

Result<std::vector<Bytes>> entries_under(probe::Tenant& tenant, merkle::Checkpoint const& head) {
  if (head.size == 0 || head.size > merkle::kTileWidth)
    return fail(Code::invalid, "the log has no entries, or more than one bundle");
  return entries_of(tenant, {0, 0, static_cast<unsigned>(head.size), true});
}

bool stands_under(probe::Tenant& tenant, merkle::Checkpoint const& head) {
  auto const entries = entries_under(tenant, head);
  if (!entries) return false;
  merkle::CompactRange range;
  for (auto const& entry : *entries) range.append(merkle::leaf_hash(entry));
  return range.root() == head.root;
}

}  // namespace troth::clauses
