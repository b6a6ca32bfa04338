// TE-7.4 Protection of the log: nobody reads it but those named for it, and nobody changes it unseen.
#include <algorithm>

#include "clauses/attacks/again.h"
#include "clauses/attacks/deeds.h"
#include "clauses/attacks/files.h"
#include "clauses/attacks/log_reading.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Caller;
using probe::Scene;
using probe::Twin;

constexpr auto kSeal = std::chrono::seconds(10);

std::vector<Deed> readings(Stage const& stage) {
  auto out = deeds(stage, "unused");
  std::erase_if(out, [](Deed const& deed) { return deed.permission != "read_log"; });
  return out;
}

bool is_denied(Answer const& answer) { return answer.status == 403 || answer.status == 404; }

/// The owner and the cell's administrator hold everything but this, another tenant's reader this for another log.
Result<> try_to_read(Scene& scene, Twin& twin, Stage const& stage) {
  Caller admin(twin.target(), Secret::copy_of(as_bytes(twin.admin_token())));
  for (auto const& deed : readings(stage)) {
    TROTH_TRY(Answer owner, scene.tenant().owner.ask(deed.method, deed.path, deed.body));
    TROTH_TRY(Answer administrator, admin.ask(deed.method, deed.path, deed.body));
    TROTH_TRY(Answer neighbour, scene.neighbour().reader.ask(deed.method, deed.path, deed.body));
    std::string const what(deed.what);
    scene.saw_status(owner, 403, what + ", for the tenant's owner");
    scene.saw(is_denied(administrator),
              what + ", for the cell's administrator: " + std::to_string(administrator.status));
    scene.saw(is_denied(neighbour), what + ", for the reader of another tenant: " + std::to_string(neighbour.status));
  }
  TROTH_TRY(Answer mixed, scene.tenant().owner.post(stage.base + "/principals",
                                                    R"({"name":"mixed","permissions":["read_log","erase"]})"));
  scene.saw_status(mixed, 403, "a principal that reads the log and does something else");
  return {};
}

/// There is no way to change the log over the network, not even for its reader.
Result<> try_to_write(Scene& scene, Stage const& stage) {
  auto& tenant = scene.tenant();
  std::string const log = stage.base + "/log", event = log + "/events/" + stage.event;
  for (auto const& path : {log, log + "/events", event, log + "/checkpoint", log + "/tile/entries/000"})
    for (auto method : {Method::del, Method::put, Method::patch}) {
      TROTH_TRY(Answer owner, tenant.owner.ask(method, path, "{}"));
      TROTH_TRY(Answer reader, tenant.reader.ask(method, path, "{}"));
      auto const none = [](Answer const& answer) { return answer.status == 404 || answer.status == 405; };
      scene.saw(none(owner) && none(reader), "no route changes " + path.substr(stage.base.size()));
    }
  return {};
}

Result<> read_as_named(Scene& scene, Stage const& stage) {
  TROTH_TRY(auto reader, named(scene, "auditor", {"read_log"}));
  for (auto const& deed : readings(stage)) {
    TROTH_TRY(Answer answer, reader.caller.ask(deed.method, deed.path, deed.body));
    TROTH_TRY(auto const told, told_of(scene.tenant(), reader.principal));
    scene.saw(
        answer.status == 200 && !told.empty() && told.back().event == answer.event() && told.back().type == deed.event,
        "control: " + std::string(deed.what) + " is served to the reader, and is an event itself");
  }
  return {};
}

/// What a customer keeps: a head of its log.
Result<merkle::Checkpoint> wait_for_head(Scene& scene, Stage const& stage) {
  auto const begun = std::chrono::steady_clock::now();
  TROTH_TRY(Answer proof, proof_of(scene.tenant(), stage.event));
  scene.saw(proof.status == 200 && std::chrono::steady_clock::now() - begun <= kSeal,
            "an event is under a seal within ten seconds");
  TROTH_TRY(auto head, head_of(scene.tenant()));
  scene.saw(stands_under(scene.tenant(), head), "control: the entries under a head are those that it was made of");
  return head;
}

Result<> fsck(Scene& scene, Twin& twin, bool clean, std::string const& what) {
  bool const as_due = twin.run({"log", "fsck", "--data", twin.data().string()}, clean ? 0 : 1).has_value();
  scene.saw(as_due, (clean ? "control: troth log fsck finds nothing " : "troth log fsck finds ") + what);
  return {};
}

/// A stopped cell's database, with other bytes in it: `before` stands where `after` stood.
Result<> replace(Twin const& twin, std::string const& before, std::string const& after) {
  auto const file = twin.data() / "data.db";
  TROTH_TRY(std::string bytes, read_whole(file));
  bool found = false;
  for (auto at = bytes.find(before); at != bytes.npos; at = bytes.find(before, at + 1)) {
    bytes.replace(at, after.size(), after);
    found = true;
  }
  if (!found) return fail(Code::not_found, "the entry of the log does not stand in data.db");
  return write_whole(file, bytes);
}

/// Served again or not, whoever holds the head sees that the log under it is another one.
Result<> look_after_tampering(Scene& scene, Twin& twin, merkle::Checkpoint const& head, std::string const& what) {
  bool found = true;
  if (twin.restart()) {
    found = !stands_under(scene.tenant(), head);
    TROTH_TRY(twin.stop());
  }
  scene.saw(found, "the holder of an earlier head finds " + what);
  return {};
}

Result<> tamper(Scene& scene, Twin& twin, merkle::Checkpoint const& head) {
  TROTH_TRY(auto const entries, entries_under(scene.tenant(), head));
  std::string const entry(as_text(entries.at(1))), other(as_text(entries.at(2)));
  std::string changed = entry;
  changed[20] = static_cast<char>(changed[20] ^ 1);
  TROTH_TRY(twin.stop());
  TROTH_TRY(fsck(scene, twin, true, "before the attack"));
  TROTH_TRY(replace(twin, entry, changed));
  TROTH_TRY(fsck(scene, twin, false, "one changed bit of an entry"));
  TROTH_TRY(look_after_tampering(scene, twin, head, "a changed entry"));
  TROTH_TRY(replace(twin, changed, entry));
  TROTH_TRY(replace(twin, entry, other));
  TROTH_TRY(fsck(scene, twin, false, "an entry in the place of another"));
  TROTH_TRY(look_after_tampering(scene, twin, head, "a replaced entry"));
  return {};
}

/// The database as it was before the newest acts: what a restore of an old copy, or a thief of evidence, would do.
Result<> roll_back(Scene& scene, Twin& twin) {
  auto const file = twin.data() / "data.db";
  TROTH_TRY(twin.stop());
  TROTH_TRY(std::string const older, read_whole(file));
  bool const goes_on = twin.restart().has_value();
  scene.saw(goes_on, "control: stopped in order and started again, the log goes on");
  if (!goes_on) return {};
  TROTH_TRY(Answer act, scene.tenant().owner.expect(201, Method::post, scene.tenant().base + "/subjects"));
  TROTH_TRY(Answer sealed, proof_of(scene.tenant(), act.event()));
  scene.saw_status(sealed, 200, "control: an act after the copy is sealed");
  TROTH_TRY(twin.stop());
  TROTH_TRY(std::string const newer, read_whole(file));
  TROTH_TRY(write_whole(file, older));
  bool const served = twin.restart().has_value();
  scene.saw(!served, "an older copy of the log, put back, is not signed again: the cell does not start");
  if (served) TROTH_TRY(twin.stop());
  TROTH_TRY(write_whole(file, newer));
  scene.saw(twin.restart().has_value(), "control: with the newest copy the cell starts");
  return {};
}

Result<> run(Scene& scene) {
  TROTH_TRY(Twin * twin, scene.twin());
  TROTH_TRY(Stage const stage, stage_for(scene, scene.canary("logged")));
  TROTH_TRY(auto const head, wait_for_head(scene, stage));
  TROTH_TRY(try_to_read(scene, *twin, stage));
  TROTH_TRY(try_to_write(scene, stage));
  TROTH_TRY(read_as_named(scene, stage));
  TROTH_TRY(roll_back(scene, *twin));
  return tamper(scene, *twin, head);
}

constexpr std::string_view kMutants[] = {"log-readable-by-owner", "log-reading-combined", "rollback-not-noticed",
                                         "fsck-looks-away"};

}  // namespace

extern probe::Probe const te_7_4;
probe::Probe const te_7_4{
    .clause = "TE-7.4",
    .sentence =
        "Only readers with that one permission and no other read a tenant's log, and each reading is an event. A log "
        "that grows is sealed every {log.seal_seconds}; whoever holds an earlier head finds any entry under it that "
        "was changed, removed or replaced.",
    .hypothesis =
        "Those who run the service or own the tenant read the log, or change it; or an older state of it is put back, "
        "and nobody can tell.",
    .attack =
        "The owner, the cell's administrator and another tenant's reader ask each route of the log, and changes are "
        "sent to it. On the stopped twin an older data.db is put back, then an entry of the log gets another bit, "
        "then one takes the place of another.",
    .oracle =
        "The answers; the exit code of troth log fsck; whether the twin starts; and the root of the entries under a "
        "head that was kept from before, computed by the probe.",
    .passes =
        "All 24 readings are refused and no route changes the log; a reader is served, and each reading is an event. "
        "The older copy is not served, fsck finds both changes and the kept head is not that of the changed entries.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
