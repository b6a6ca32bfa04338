#include "audit/scribe.h"

#include "audit/part_cipher.h"

namespace troth::audit {

act::Leaf make_leaf(act::EventType type, Time at, std::array<act::Hash, 3> const& commitments) {
  Bytes bytes{0x01};
  append_be(bytes, static_cast<std::uint16_t>(type));
  auto const minute = std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count();
  append_be(bytes, static_cast<std::uint64_t>(minute));
  for (auto const& c : commitments) append(bytes, c);
  act::Leaf leaf;
  TROTH_CHECK(bytes.size() == leaf.size());
  std::copy(bytes.begin(), bytes.end(), leaf.begin());
  return leaf;
}

Result<act::Event> Scribe::write(Telling const& telling) const {
  if (!telling.subject) return seal(telling, nullptr);
  TROTH_TRY(auto subject, keyring_.subject(telling.log, *telling.subject));
  return seal(telling, &subject);
}

Result<act::Event> Scribe::write(Telling const& telling, keys::SubjectKey const& subject) const {
  return seal(telling, &subject);
}

Result<act::Event> Scribe::seal(Telling const& telling, keys::SubjectKey const* subject) const {
  act::Event event;
  event.log = telling.log;
  event.type = telling.type;
  event.at = clock_.now();
  event.whom = telling.subject;
  event.actor = telling.actor;
  event.token = telling.token;
  event.id = EventId::make(event.at, random_);
  TROTH_TRY(auto holder, keyring_.audit(telling.log));
  PartCipher::HourKey const tenant(holder, event.at);
  auto place = [&](act::Part index) { return PartCipher::Place{event.log, event.id, index, event.at}; };
  auto what = PartCipher::seal(tenant, place(act::Part::what), as_bytes(telling.what), random_);
  auto who = PartCipher::seal(tenant, place(act::Part::who), as_bytes(telling.who), random_);
  auto whom = subject ? PartCipher::seal(*subject, place(act::Part::whom), as_bytes(telling.whom), random_)
                      : PartCipher::seal(tenant, place(act::Part::whom), as_bytes(telling.whom), random_);
  event.leaf = make_leaf(event.type, event.at, {what.commitment, who.commitment, whom.commitment});
  event.parts = {std::move(what.bytes), std::move(who.bytes), std::move(whom.bytes)};
  return event;
}

}  // namespace troth::audit
