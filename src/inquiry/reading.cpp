#include "inquiry/reading.h"

#include <algorithm>

#include "base/json_writer.h"
#include "inquiry/opening.h"
#include "inquiry/proving.h"
#include "inquiry/trees.h"

namespace troth::inquiry {
namespace {

using act::EventType;
using act::Part;

constexpr std::string_view kNotSealed = "not sealed yet: the log's first seal is still to come; ask again";
constexpr std::string_view kBeyond = "not sealed yet: the event is newer than the newest seal; ask again";
constexpr std::string_view kEnded =
    "the event stands in an ended epoch of the log: its checkpoint is the one kept then";
constexpr std::string_view kParts[] = {"what", "who", "whom"};

/// Every answer of this page, also the one that there is nothing yet, with its event.
Result<vault::Decision> answered(vault::Context const& context, access::Grant const& grant, std::string_view read,
                                 std::string_view which, http::Response reply) {
  Json what;
  what.object().member("read", read);
  if (!which.empty()) what.member(read == "tile" ? "tile" : "event", which);
  if (reply.status != 200) what.member("sealed", false);
  TROTH_TRY(auto event, vault::tell(context, grant, EventType::log_read, what.end().text()));
  return vault::Decision{store::WriteSet(std::move(event)), std::move(reply)};
}

http::Response beyond(Seals const& seals, Place const& place) {
  bool const ended = seals.shown && place.epoch < seals.shown->epoch;
  return not_sealed_yet(Code::conflict, ended ? kEnded : kBeyond);
}

/// "what,who" as the parts it names, in their order; invalid for anything else.
Result<std::array<bool, 3>> parse_parts(std::string_view list) {
  std::array<bool, 3> out{};
  while (!list.empty()) {
    auto const comma = std::min(list.find(','), list.size());
    auto const known = std::ranges::find(kParts, list.substr(0, comma));
    if (known == std::end(kParts) || std::exchange(out[static_cast<std::size_t>(known - kParts)], true))
      return fail(Code::invalid, "name each part once: what, who, whom", "parts");
    if (comma + 1 == list.size()) return fail(Code::invalid, "name each part once: what, who, whom", "parts");
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return out;
}

Result<> add_parts(merkle::Receipt& receipt, Opened const& opened, std::array<bool, 3> const& asked) {
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (!asked[i]) continue;
    auto const& part = opened.parts[i];
    if (!part) return fail(Code::gone, "the person was erased: nobody can open this part any more", "parts: whom");
    receipt.parts.push_back({static_cast<unsigned>(i + 1), Bytes(part->nonce.begin(), part->nonce.end()), part->part});
  }
  return {};
}

}  // namespace

Result<vault::Decision> checkpoint(vault::Context const& context, access::Grant const& grant, Seals const& seals) {
  TROTH_TRY(may_read(context, grant));
  auto const* head = seals.head_of(grant.tenant());
  if (!head) return answered(context, grant, "checkpoint", {}, not_sealed_yet(Code::not_found, kNotSealed));
  TROTH_TRY(std::string note, seals.sealer.checkpoint_of(*head));
  return answered(context, grant, "checkpoint", {}, text_answer(std::move(note)));
}

Result<vault::Decision> verifier(vault::Context const& context, access::Grant const& grant, Seals const& seals) {
  TROTH_TRY(may_read(context, grant));
  auto const* head = seals.head_of(grant.tenant());
  if (!head) return answered(context, grant, "verifier", {}, not_sealed_yet(Code::not_found, kNotSealed));
  TROTH_TRY(auto keys, seals.sealer.verifiers_of(*head));
  std::string lines;
  for (auto const& key : keys) lines += key.text() + "\n";
  return answered(context, grant, "verifier", {}, text_answer(std::move(lines)));
}

Result<vault::Decision> tile(vault::Context const& context, access::Grant const& grant, Seals const& seals,
                             std::string_view path) {
  TROTH_TRY(may_read(context, grant));
  TenantId const log = grant.tenant();
  auto const* head = seals.head_of(log);
  if (!head) return answered(context, grant, "tile", path, not_sealed_yet(Code::not_found, kNotSealed));
  TROTH_TRY(auto tree, tree_at(context.snapshot, log, seals.shown->epoch, head->size));
  if (!tree) return fail(Code::corrupt, "the rows of a log do not reach its seal");
  TROTH_TRY(auto bytes, tile_bytes(context.snapshot, log, *tree, path));
  if (!bytes) return fail(Code::not_found, "there is nothing here");
  return answered(context, grant, "tile", path, bytes_answer(*bytes));
}

Result<vault::Decision> proof(vault::Context const& context, access::Grant const& grant, Seals const& seals,
                              std::string_view event) {
  TROTH_TRY(may_read(context, grant));
  TROTH_TRY(auto view, LogView::load(context.snapshot, grant.tenant()));
  TROTH_TRY(auto const seq, view.find(context.snapshot, event));
  Place const place = view.place_of(seq);
  TROTH_TRY(auto made, prove_event(context.snapshot, grant.tenant(), seals, place));
  return answered(context, grant, "proof", event, made ? text_answer(made->encode()) : beyond(seals, place));
}

Result<vault::Decision> receipt(vault::Context const& context, access::Grant const& grant, Seals const& seals,
                                std::string_view event, std::string_view parts) {
  TROTH_TRY(may_read(context, grant));
  TROTH_TRY(auto const asked, parse_parts(parts));
  TROTH_TRY(auto view, LogView::load(context.snapshot, grant.tenant()));
  TROTH_TRY(auto const seq, view.find(context.snapshot, event));
  Place const place = view.place_of(seq);
  TROTH_TRY(auto made, prove_event(context.snapshot, grant.tenant(), seals, place));
  if (!made) return answered(context, grant, "receipt", event, beyond(seals, place));
  Persons persons(context.snapshot, grant.tenant());
  TROTH_TRY(auto const opened, open(context, grant, persons, seq, asked[2]));
  TROTH_TRY(auto out, prove_seal(context.snapshot, grant.tenant(), seals, std::move(*made)));
  out.event = opened.id.text();
  out.entry = opened.leaf;
  TROTH_TRY(add_parts(out, opened, asked));
  if (parts.empty()) return answered(context, grant, "receipt", event, text_answer(out.encode()));
  TROTH_TRY(auto told, tell_opened(context, grant, opened, parts));
  return vault::Decision{persons.guarded(store::WriteSet(std::move(told))), text_answer(out.encode())};
}

}  // namespace troth::inquiry
