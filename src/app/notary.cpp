#include "app/notary.h"

#include <algorithm>
#include <iostream>
#include <sstream>

#include "app/alarm.h"

namespace troth::app {
namespace {

constexpr int kOverdue = 3;  // seals without a cosignature until it alarms

/// A damaged row is an error here as everywhere.
template <class Call>
auto guarded(Call call) -> decltype(call()) {
  try {
    return call();
  } catch (store::CorruptRow const& row) {
    return fail(Code::corrupt, "rows of the log have been damaged", {}, row.what());
  }
}

/// What will not pass by itself: another history, or rows that are missing.
bool stops(Error const& error) { return error.code == Code::conflict || error.code == Code::corrupt; }

}  // namespace

void Notary::start() {
  cosigned_at_ = std::chrono::steady_clock::now();
  thread_ = std::thread([this] { loop(); });
}

void Notary::stop() {
  {
    Lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Notary::loop() {
  auto next = std::chrono::steady_clock::now();
  for (;;) {
    round();
    next = std::max(next + std::chrono::seconds(wiring_.seconds), std::chrono::steady_clock::now());
    Lock lock(mutex_);
    while (!stopping_ && std::chrono::steady_clock::now() < next) wake_.wait_until(lock, next);
    if (stopping_) return;
  }
}

void Notary::round() {
  if (halted_) return;
  auto const made = guarded([&] { return wiring_.sealer.seal(); });
  if (!made && stops(made.error())) return halt(made.error());
  if (!made) return wiring_.standing.alarm("no seal could be made: " + std::string(made.error().message));
  auto const sealed = wiring_.sealer.pending();
  if (!sealed || !sealed->slots) return;
  auto const shown = wiring_.sealer.newest();
  bool const cosigned = shown && shown->number == sealed->number && shown->cosigned;
  if (cosigned || (!*made && !wiring_.cosigners)) return watch(*sealed);
  cosign(*sealed);
}

void Notary::cosign(audit::Sealed const& sealed) {
  witness::Round round;
  if (wiring_.cosigners)
    round = wiring_.cosigners->ask(sealed.checkpoint, sealed.head, [&](std::uint64_t old_size) {
      return guarded([&] { return wiring_.sealer.growth(old_size); });
    });
  if (wiring_.cosigners && !round.quorum)
    for (auto const& seen : wiring_.cosigners->newest_of(sealed.head.origin))
      if (auto agreed = guarded([&] { return wiring_.sealer.agree(seen); }); !agreed && stops(agreed.error()))
        return halt(agreed.error());
  for (auto const& trouble : round.troubles) std::cerr << "witness " << trouble << std::endl;
  if (auto shown = wiring_.sealer.show(round.cosignatures, round.quorum && wiring_.cosigners.has_value()); !shown)
    return halt(shown.error());
  judge(*wiring_.sealer.newest());
}

/// What the newest cosignatures are worth, by the cell's own policy.
void Notary::judge(audit::Sealed const& sealed) {
  auto policy = wiring_.policy;
  for (auto const& key : wiring_.sealer.verifiers()) policy.logs.push_back({key, {}});
  auto level = merkle::WitnessLevel::none;
  std::optional<Time> at;
  if (auto note = merkle::Note::parse(sealed.checkpoint))
    if (auto standing = policy.judge(*note); standing && standing->newest > 0) {
      level = standing->level;
      at = from_micros(static_cast<std::int64_t>(standing->newest) * 1'000'000);
    }
  if (sealed.cosigned) cosigned_at_ = std::chrono::steady_clock::now();
  wiring_.standing.cosigned(level, at);
  watch(sealed);
}

void Notary::watch(audit::Sealed const& sealed) {
  auto const shown = wiring_.sealer.newest();
  bool const waits = wiring_.cosigners && !(shown && shown->number == sealed.number && shown->cosigned);
  bool const late = waits && std::chrono::steady_clock::now() - cosigned_at_ >
                                 std::chrono::seconds(kOverdue * static_cast<int>(wiring_.seconds));
  if (!late) {
    wiring_.standing.alarm({});
    if (overdue_ && !waits) wiring_.overdue("{\"cosigned\":true}");
    if (!waits) overdue_ = false;
    return;
  }
  constexpr std::string_view kAlarm = "no quorum of witnesses has cosigned the log for more than three seals";
  wiring_.standing.alarm(std::string(kAlarm));
  if (std::exchange(overdue_, true)) return;
  wiring_.overdue("{\"cosigned\":false,\"seal\":" + std::to_string(sealed.number) + "}");
  app::alarm(std::cerr, kAlarm);
}

void Notary::halt(Error const& error) {
  halted_ = true;
  std::string const what = "nothing more is signed: " + std::string(error.message);
  app::alarm(std::cerr, error.at.empty() ? what : what + " (" + error.at + ")");
  wiring_.standing.alarm(what);  // strangers read it: neither the place of the trouble nor its detail
}

std::string policy_text(std::vector<merkle::VerifierKey> const& cell_keys, merkle::Policy const& own) {
  std::ostringstream out;
  out << "# Whose signatures count for this cell's log. Pin it: have it confirmed over another channel than this "
         "server.\n"
      << "# The keys of this log epoch and of the next two.\n";
  for (auto const& key : cell_keys) out << "log " << key.text() << "\n";
  for (auto const& witness : own.witnesses) {
    out << "witness " << witness.name << " " << witness.key.text() << (witness.url.empty() ? "" : " ") << witness.url
        << "\n";
    std::string level(name(witness.level));
    std::ranges::replace(level, ' ', '-');
    out << "#level " << witness.name << " " << level << "\n";
  }
  for (auto const& group : own.groups) {
    out << "group " << group.name << " " << group.least;
    for (auto const& member : group.members) out << " " << member;
    out << "\n";
  }
  out << "quorum " << (own.quorum.empty() ? "none" : own.quorum) << "\n";
  return out.str();
}

}  // namespace troth::app
