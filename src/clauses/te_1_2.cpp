// TE-1.2 Recording: what was acknowledged is there after a kill at any moment, whole, once, and with its event.
#include <atomic>
#include <thread>

#include "base/json_writer.h"
#include "clauses/attacks/again.h"

namespace troth::clauses {
namespace {

using probe::Answer;
using probe::Caller;
using probe::Scene;

constexpr int kRounds = 5;
constexpr auto kRemembered = std::chrono::hours(24);
constexpr std::size_t kMostWrites = 90;  // one page of a list

struct Write {
  std::string key, body;
  std::string path, event;  ///< empty while no answer has come
};

std::string body_of(std::string const& name) { return Json().object().member("display_name", name).end().text(); }

probe::Headers keyed(Write const& write) { return {{"Idempotency-Key", write.key}}; }

/// One record after another, each with a key of its own, until the cell is gone: the last one is under way then.
std::vector<Write> write_until_killed(Caller& writer, std::string const& records, std::string const& canary,
                                      std::atomic<std::size_t>& acknowledged) {
  std::vector<Write> out;
  while (out.size() < kMostWrites) {
    std::string const name = canary + "-" + std::to_string(out.size());
    out.push_back({name, body_of(name), {}, {}});
    auto const answer = writer.post(records, out.back().body, keyed(out.back()));
    if (!answer || answer->status != 201) return out;
    out.back().path = answer->headers.contains("location") ? answer->headers.at("location") : "";
    out.back().event = answer->event();
    ++acknowledged;
  }
  return out;
}

Result<std::vector<Write>> kill_under_writes(Scene& scene, probe::Twin& twin, std::string const& records) {
  Caller writer = again(twin, scene.tenant().owner);
  std::string const canary = scene.canary("written");
  auto const dice = scene.random().bytes<2>();
  std::size_t const after = 3 + dice[0] % 25;  // so many answers, and then up to 16 ms
  std::vector<Write> writes;
  std::atomic<std::size_t> acknowledged = 0;
  std::thread thread([&] { writes = write_until_killed(writer, records, canary, acknowledged); });
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (acknowledged < after && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  std::this_thread::sleep_for(std::chrono::microseconds(dice[1] * 64));
  auto const killed = twin.kill();
  thread.join();
  if (!killed) return killed.error();
  return writes;
}

/// What was acknowledged is there as it was sent.
Result<> look_for_loss(Scene& scene, Caller& owner, std::vector<Write> const& writes) {
  std::size_t acknowledged = 0, lost = 0;
  for (Write const& write : writes) {
    if (write.path.empty()) continue;
    ++acknowledged;
    TROTH_TRY(Answer answer, owner.get(write.path, kSupport));
    if (answer.status != 200 || answer.body.find(write.key + "\"") == std::string::npos) ++lost;
  }
  scene.saw(lost == 0, std::to_string(acknowledged) + " writes were acknowledged before the kill, " +
                           std::to_string(lost) + " of them are not there as they were sent");
  return {};
}

/// Each write is sent again as it was. Afterwards there is one record of each, with the event that its answer names.
Result<> look_for_halves(Scene& scene, Caller& owner, Caller& reader, std::string const& records,
                         std::vector<Write>& writes) {
  std::size_t unlogged = 0, refused = 0;
  for (Write& write : writes) {
    TROTH_TRY(Answer answer, owner.post(records, write.body, keyed(write)));
    if (answer.status != 201) ++refused;
    auto const first = answer.text("event");  // of a repeat: the event of the write itself
    write.event = first ? *first : answer.event();
    TROTH_TRY(Answer event, reader.get(scene.tenant().base + "/log/events/" + write.event));
    if (event.status != 200) ++unlogged;
  }
  scene.saw(refused == 0, "repeats of the same request with the same key are answered like the first");
  scene.saw(unlogged == 0, std::to_string(writes.size()) + " writes are in the records and " +
                               std::to_string(unlogged) + " of their events are not in the log");
  TROTH_TRY(Answer list, owner.get(records.substr(0, records.rfind('/'))));
  std::size_t there = 0;
  for (auto at = list.body.find("\"record\":"); at != std::string::npos; at = list.body.find("\"record\":", at + 1))
    ++there;
  scene.saw(there == writes.size(), "of " + std::to_string(writes.size()) +
                                        " writes that were each sent twice there are " + std::to_string(there) +
                                        " records");
  return {};
}

Result<> look_for_reuse(Scene& scene, Caller& owner, std::string const& records, Write const& write) {
  TROTH_TRY(Answer other, owner.post(records, body_of("somebody else"), keyed(write)));
  scene.saw_status(other, 409, "a used Idempotency-Key with another body");
  return {};
}

/// Nearly as long as a key is remembered.
Result<> repeat_late(Scene& scene, probe::Twin& twin, std::string const& records, Write const& write) {
  TROTH_TRY(twin.advance(kRemembered - std::chrono::minutes(10)));
  auto& owner = scene.tenant().owner;
  TROTH_TRY(Answer answer, owner.post(records, write.body, keyed(write)));
  auto const event = answer.text("event");
  scene.saw(answer.status == 201 && event && *event == write.event,
            "after 23 hours and 50 minutes a repeat is still answered like the first, and nothing is written");
  return {};
}

Result<> run(Scene& scene) {
  TROTH_TRY(probe::Twin * twin, scene.twin());
  std::string records;
  Write first;
  for (int round = 0; round < kRounds; ++round) {
    TROTH_TRY(Answer made, scene.tenant().owner.expect(201, http::Method::post, scene.tenant().base + "/subjects"));
    TROTH_TRY(std::string subject, made.text("subject"));
    records = scene.tenant().base + "/subjects/" + subject + "/records/contact";
    TROTH_TRY(auto writes, kill_under_writes(scene, *twin, records));
    auto const back = twin->restart();
    scene.saw(back.has_value(), "the cell starts again after the kill");
    if (!back) return {};
    auto& [id, base, owner, reader] = scene.tenant();
    TROTH_TRY(look_for_loss(scene, owner, writes));
    TROTH_TRY(look_for_halves(scene, owner, reader, records, writes));
    TROTH_TRY(look_for_reuse(scene, owner, records, writes.front()));
    first = writes.front();
  }
  return repeat_late(scene, *twin, records, first);
}

constexpr std::string_view kMutants[] = {"keyed-ack-before-commit", "event-in-second-transaction",
                                         "repeat-writes-again"};

}  // namespace

extern probe::Probe const te_1_2;
probe::Probe const te_1_2{
    .clause = "TE-1.2",
    .sentence =
        "The answer to a write leaves only when the record is on disk, bound to its person, its place and "
        "its version. A write that is repeated with the same Idempotency-Key within {repeat.hours} is "
        "done once.",
    .hypothesis =
        "An answer leaves before the write is durable, so that a crash loses it; or a crash leaves a record "
        "without its event; or a repeated request writes twice.",
    .attack =
        "A client writes records without pause, each with an Idempotency-Key. At a random moment the twin gets "
        "SIGKILL and is started again. Every write is then sent once more as it was, and one key with another body.",
    .oracle =
        "The records as they are read back, the list of the person's records, and the log, asked for the event that "
        "each answer named.",
    .passes =
        "In each of 5 rounds: no acknowledged write lost or changed, each write there exactly once after the "
        "repeats, each with its event in the log, and the key with another body refused with 409.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
