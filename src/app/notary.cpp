#include "app/notary.h"

#include <iostream>
#include <sstream>

namespace troth::app {
namespace {

constexpr int kOverdue = 3;  // seals without a cosignature until it alarms

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
  Result<bool> made = [&]() -> Result<bool> {
    try {
      return wiring_.sealer.seal();
    } catch (store::CorruptRow const& row) {
      return fail(Code::conflict, "rows of the log have been damaged; nothing more is signed", {}, row.what());
    }
  }();
  if (!made && made.error().code == Code::conflict)
    return halt(std::string(made.error().message) + (made.error().at.empty() ? "" : " (" + made.error().at + ")"));
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
    round = wiring_.cosigners->ask(sealed.checkpoint, sealed.head,
                                   [&](std::uint64_t old_size) { return wiring_.sealer.growth(old_size); });
  if (round.ahead && seen_ahead(sealed))
    return halt("a witness has cosigned " + std::to_string(round.ahead_size) + " seals and there are " +
                std::to_string(sealed.head.size) + ": the data was restored; see `troth log rotate --after-restore`");
  for (auto const& trouble : round.troubles) std::cerr << "witness " << trouble << std::endl;
  if (auto shown = wiring_.sealer.show(round.cosignatures, round.quorum && wiring_.cosigners.has_value()); !shown)
    return halt(std::string(shown.error().message));
  judge(*wiring_.sealer.newest());
}

/// Whether a witness can show a larger head that we signed ourselves: its word alone stops nobody.
bool Notary::seen_ahead(audit::Sealed const& sealed) {
  auto const& keys = wiring_.sealer.verifiers();
  for (auto const& text : wiring_.cosigners->newest_of(sealed.head.origin)) {
    auto note = merkle::Note::parse(text);
    if (!note) continue;
    auto head = merkle::Checkpoint::parse(note->text);
    auto by = merkle::signers(*note, keys);
    if (head && by && !by->empty() && head->origin == sealed.head.origin && head->size > sealed.head.size) return true;
  }
  std::cerr << "witness: one says that it has seen more, and shows nothing that we signed" << std::endl;
  return false;
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
  wiring_.standing.alarm("no quorum of witnesses has cosigned the log for more than three seals");
  if (std::exchange(overdue_, true)) return;
  wiring_.overdue("{\"cosigned\":false,\"seal\":" + std::to_string(sealed.number) + "}");
  std::cerr << "alarm: no quorum of witnesses has cosigned the log for more than three seals" << std::endl;
}

void Notary::halt(std::string why) {
  halted_ = true;
  std::cerr << "alarm: " << why << std::endl;
  wiring_.standing.alarm(std::move(why));
}

std::string policy_text(std::vector<merkle::VerifierKey> const& cell_keys, std::string const& own_policy) {
  std::ostringstream out;
  out << "# Whose signatures count for this cell's log. Pin it: have it confirmed over another channel than this "
         "server.\n"
      << "# The keys of this log epoch and of the next two.\n";
  for (auto const& key : cell_keys) out << "log " << key.text() << "\n";
  std::istringstream own(own_policy);
  bool quorum = false;
  for (std::string line; std::getline(own, line);) {
    bool const counts = line.starts_with("witness ") || line.starts_with("group ") || line.starts_with("quorum ") ||
                        line.starts_with("#level ");
    if (counts) out << line << "\n";
    quorum = quorum || line.starts_with("quorum ");
  }
  if (!quorum) out << "quorum none\n";
  return out.str();
}

}  // namespace troth::app
