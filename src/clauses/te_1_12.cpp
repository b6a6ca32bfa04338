// TE-1.12 Erasure: an erased person is gone, at once and for good, and nobody else with them.
#include <algorithm>
#include <thread>

#include "base/json_writer.h"
#include "clauses/attacks/again.h"
#include "clauses/attacks/files.h"
#include "clauses/attacks/lookup.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Scene;

constexpr char kGround[] = R"({"ground":"consent-withdrawn"})";
constexpr int kKills = 2;

struct Victim {
  probe::Tenant::Person person;
  std::string name, subject;  ///< its path
  std::string event;          ///< of the record
  probe::Headers key;         ///< under which the record was sent
  std::string body;
};

Result<Victim> make_victim(Scene& scene) {
  auto& tenant = scene.tenant();
  Victim out;
  out.name = scene.canary("erased");
  TROTH_TRY(Answer made, tenant.owner.expect(201, Method::post, tenant.base + "/subjects"));
  TROTH_TRY(out.person.subject, made.text("subject"));
  out.subject = tenant.base + "/subjects/" + out.person.subject;
  out.key = {{"Idempotency-Key", out.name}};
  out.body = Json().object().member("display_name", out.name).member("email", out.name + "@example.com").end().text();
  std::string const records = out.subject + "/records/contact";
  TROTH_TRY(Answer recorded, tenant.owner.expect(201, Method::post, records, out.body, out.key));
  out.event = recorded.event();
  TROTH_TRY(out.person.record, recorded.text("record"));
  out.person.path = records + "/" + out.person.record;
  return out;
}

/// Asks until the answer has this status, 20 s at most.
Result<Answer> answered_with(int status, probe::Caller& caller, std::string const& path) {
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  for (;;) {
    TROTH_TRY(Answer answer, caller.get(path, kSupport));
    if (answer.status == status || std::chrono::steady_clock::now() > until) return answer;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

bool is_gone(Answer const& answer) { return answer.status == 404 || answer.status == 410; }

Result<> knock(Scene& scene, Victim const& victim, std::string const& when) {
  auto& tenant = scene.tenant();
  auto& owner = tenant.owner;
  TROTH_TRY(Answer record, owner.get(victim.person.path, kSupport));
  scene.saw(is_gone(record) && record.body.find(victim.name) == std::string::npos,
            when + " the record is gone: " + std::to_string(record.status));
  TROTH_TRY(Answer list, owner.get(victim.subject + "/records"));
  scene.saw(is_gone(list), when + " the list is gone: " + std::to_string(list.status));
  TROTH_TRY(Answer storage, owner.get(victim.subject + "/storage"));
  scene.saw(is_gone(storage), when + " nothing is stored: " + std::to_string(storage.status));
  TROTH_TRY(Answer repeated, owner.post(victim.subject + "/records/contact", victim.body, victim.key));
  scene.saw(is_gone(repeated),
            when + " a repeat of the old request brings nothing back: " + std::to_string(repeated.status));
  TROTH_TRY(bool const found, finds(tenant, victim.name + "@example.com", victim.person.subject));
  scene.saw(!found, when + " a lookup finds nobody");
  return {};
}

/// The key's row names the person. The answer has left, so neither the key store nor its log may still hold it.
Result<> search_keys(Scene& scene, Victim const& victim) {
  TROTH_TRY(auto hits, scene.files_with(raw_id(victim.person.subject)));
  bool const held = std::ranges::any_of(hits, [](std::string const& file) { return file.starts_with("keys"); });
  scene.saw(!held, "when the answer comes, the key store holds no key of the person");
  return {};
}

Result<> erase(Scene& scene, Victim const& victim) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer groundless, tenant.owner.post(victim.subject + "/erasure", R"({"ground":"whim"})"));
  scene.saw_status(groundless, 400, "an erasure on no ground of Art. 17");
  TROTH_TRY(Answer answer, tenant.owner.post(victim.subject + "/erasure", kGround));
  bool const receipt = answer.status == 202 || (answer.status == 200 && answer.text("unreadable_since"));
  scene.saw(receipt && answer.text("handle"),
            "the erasure is answered with its receipt: " + std::to_string(answer.status));
  TROTH_TRY(knock(scene, victim, "at once,"));
  if (scene.place() == probe::Place::twin) TROTH_TRY(search_keys(scene, victim));
  auto const job = answer.headers.find("location");
  if (job == answer.headers.end()) return fail(Code::invalid, "the answer does not say where the job is");
  scene.saw(tenant.completed(job->second).has_value(), "the job of the erasure is completed");
  return knock(scene, victim, "when the job is completed,");
}

/// What the log says of the time before stays provable; it takes until the next seal.
Result<> prove(Scene& scene, std::string const& event) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer proof, answered_with(200, tenant.reader, tenant.base + "/log/events/" + event + "/proof"));
  scene.saw_status(proof, 200, "the event of the erased record still has its proof");
  return {};
}

/// The answer has left: from then on no crash may bring the person back.
Result<> kill_after_answer(Scene& scene, probe::Twin& twin) {
  TROTH_TRY(Victim const victim, make_victim(scene));
  auto& owner = scene.tenant().owner;
  TROTH_TRY(Answer answer, owner.post(victim.subject + "/erasure", kGround));
  TROTH_TRY(twin.kill());
  scene.saw(answer.status == 200 || answer.status == 202, "an erasure is answered, and the cell killed");
  TROTH_TRY(twin.restart());
  return knock(scene, victim, "after a kill and a restart,");
}

/// In the files of a stopped twin the person's id stood beside its key, its records, its index values and its events.
Result<> search_files(Scene& scene, probe::Twin& twin, Victim const& victim) {
  TROTH_TRY(twin.stop());
  for (auto const& id : {raw_id(victim.person.subject), victim.person.subject}) {
    TROTH_TRY(auto hits, scene.files_with(id));
    scene.saw(hits.empty(), "the person's id is left in " + (hits.empty() ? "no file" : hits.front()));
  }
  return twin.restart();
}

Result<> run(Scene& scene) {
  auto& tenant = scene.tenant();
  TROTH_TRY(auto other, tenant.person("Bo Example", scene.canary("stays") + "@example.com"));
  TROTH_TRY(Victim const victim, make_victim(scene));
  TROTH_TRY(Answer before, answered_with(200, tenant.owner, victim.person.path));
  scene.saw_status(before, 200, "control: the record before the erasure");
  bool const on_twin = scene.place() == probe::Place::twin;
  if (on_twin) {
    TROTH_TRY(auto hits, scene.files_with(raw_id(victim.person.subject)));
    scene.saw(hits.size() >= 2, "control: before, the person's id lies in " + std::to_string(hits.size()) + " files");
  }
  TROTH_TRY(erase(scene, victim));
  if (on_twin) {
    TROTH_TRY(probe::Twin * twin, scene.twin());
    TROTH_TRY(search_files(scene, *twin, victim));
    for (int i = 0; i < kKills; ++i) TROTH_TRY(kill_after_answer(scene, *twin));
  }
  TROTH_TRY(Answer unharmed, scene.tenant().owner.get(other.path, kSupport));
  scene.saw(unharmed.status == 200 && unharmed.body.find("Bo Example") != std::string::npos,
            "control: another person's record is read as before");
  return prove(scene, victim.event);
}

constexpr std::string_view kMutants[] = {"erasure-keeps-key", "erasure-keeps-rows", "insecure-delete",
                                         "tombstone-after-reply"};

}  // namespace

extern probe::Probe const te_1_12;
probe::Probe const te_1_12{
    .clause = "TE-1.12",
    .sentence =
        "The cell confirms an erasure only when it has destroyed the person's key and no longer opens any "
        "record of the person. It then deletes rows and index entries; proofs of earlier log entries stay "
        "valid.",
    .hypothesis =
        "An erased person can still be read, found, or brought back by a repeated request or a crash; the key or "
        "the rows stay in the files; or somebody else is erased too, or the log can no longer be proven.",
    .attack =
        "A person is erased. Then its record, list and storage are asked for, it is looked up, and the request that "
        "wrote it is sent again. On a twin the files are searched for its id, and the cell is killed right after the "
        "answer to another erasure.",
    .oracle =
        "The answers before and after; the receipt; the files of the stopped twin; another person's record; the proof "
        "of the erased record's event, as the log's reader gets it.",
    .passes =
        "From the answer on, everything about the person is 404 or 410, also after a restart, and no file of the twin "
        "holds its id. Another person's record is as it was, and the event has its proof.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenantAndLog};

}  // namespace troth::clauses
