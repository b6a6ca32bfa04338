#include "app/idempotency.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/mutant.h"
#include "crypto/hash.h"
#include "vault/blind_index.h"
#include "vault/tables.h"

namespace troth::app {
namespace {

constexpr std::size_t kMostBytes = 128;
constexpr auto kKept = std::chrono::hours(24);

Result<> check_key(std::string_view key) {
  if (key.size() > kMostBytes) return fail(Code::invalid, "a key has at most 128 bytes", "Idempotency-Key");
  for (char c : key)
    if (c < '!' || c > '~') return fail(Code::invalid, "a key is printable ASCII without spaces", "Idempotency-Key");
  return {};
}

}  // namespace

Result<std::optional<Idempotency>> Idempotency::of(vault::Context const& context, Call const& call) {
  if (TROTH_MUTANT("repeat-writes-again")) return std::optional<Idempotency>();
  std::string_view const key = call.header("Idempotency-Key");
  if (key.empty()) {
    if (call.request.headers.count("Idempotency-Key") == 0) return std::optional<Idempotency>();
    return fail(Code::invalid, "send one key, not empty", "Idempotency-Key");
  }
  TROTH_TRY(check_key(key));
  if (call.tenant == kCell) return fail(Code::invalid, "the cell's own routes take no key", "Idempotency-Key");
  TROTH_TRY(auto indexes, context.keyring.indexes(call.tenant));
  std::string label = std::string(http::name(call.request.method)) + " " + call.request.target;
  for (auto name : {"If-Match", "Purpose", "Reason"}) label += "\n" + std::string(call.header(name));
  if (auto const origin = call.request.headers.get("Origin")) label += "\n" + std::string(*origin);
  auto const hashed = crypto::sha256(as_bytes(key));
  Idempotency out{Bytes(hashed.begin(), hashed.end()), {}};
  for (auto const& index : indexes) out.macs.push_back(vault::BlindIndex::body_mac(index, label, call.request.body));
  return std::optional(std::move(out));
}

Result<std::optional<vault::Decision>> Idempotency::replay(vault::Context const& context, access::Actor const& actor,
                                                           Call const& call) const {
  TROTH_TRY(auto row, context.snapshot.one(vault::sql::select_idempotency,
                                           {call.tenant, actor.principal, key, context.clock.now() - kKept}));
  if (!row) return std::optional<vault::Decision>();
  auto const same = [&](Bytes const& mac) { return crypto::equal_constant_time((*row)[0].bytes(), mac); };
  if (std::ranges::none_of(macs, same))
    return fail(Code::conflict, "this key was used for another request", "Idempotency-Key");
  auto const event_id = (*row)[3].id<EventId>();
  Json what;
  what.object().member("event", event_id.text()).end();
  TROTH_TRY(
      auto event,
      context.scribe.write(
          {call.tenant, act::EventType::replayed, what.text(), actor.who(), "{}", {}, actor.principal, actor.token}));
  Json json;
  json.object().member("replayed", true).member("event", event_id.text());
  if (!(*row)[2].text().empty()) json.member("location", (*row)[2].text());
  json.end();
  return std::optional(
      vault::Decision{store::WriteSet(std::move(event)),
                      vault::reply(static_cast<int>((*row)[1].integer()), json.text(), (*row)[2].text())});
}

store::WriteSet&& Idempotency::remember(store::WriteSet&& set, access::Actor const& actor, Call const& call,
                                        http::Response const& answer, Time now) const {
  auto const& first = set.events().front();
  store::Value subject;
  if (first.whom) subject = *first.whom;
  store::Params row{call.tenant,  actor.principal, key,
                    macs.front(), answer.status,   std::string(answer.headers.get("Location").value_or("")),
                    first.id,     subject,         now,
                    now - kKept};
  return std::move(set).then(vault::sql::insert_idempotency, std::move(row));
}

}  // namespace troth::app
