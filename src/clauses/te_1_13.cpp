// TE-1.13 Destruction: at the end of a contract the data can be taken out, then two people together end it for good.
#include <algorithm>
#include <thread>

#include "base/clock.h"
#include "clauses/attacks/again.h"
#include "clauses/attacks/cell_people.h"
#include "clauses/attacks/files.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Caller;
using probe::Scene;
using probe::Twin;

constexpr char kGround[] = R"({"ground":"contract-ended"})";
constexpr auto kWindow = std::chrono::hours(24 * 30);

struct People {
  Caller second, taker, nobody;
};

/// With a token that outlives the window.
Result<Caller> somebody(Scene& scene, std::string const& permissions) {
  auto& tenant = scene.tenant();
  std::string const body = R"({"name":"somebody","days":90,"permissions":[)" + permissions + "]}";
  TROTH_TRY(Answer made, tenant.owner.expect(201, Method::post, tenant.base + "/principals", body));
  TROTH_TRY(std::string const token, made.text("token"));
  return scene.caller(token);
}

Result<bool> keys_hold(Scene& scene, std::string const& id) {
  TROTH_TRY(auto files, scene.files_with(raw_id(id)));
  return std::ranges::any_of(files, [](std::string const& file) { return file.starts_with("keys.db"); });
}

Result<> ask(Scene& scene, People& people) {
  auto& tenant = scene.tenant();
  std::string const path = tenant.base + "/destruction";
  std::string const soon = rfc3339(SystemClock().now() + kWindow - std::chrono::hours(24));
  TROTH_TRY(Answer hasty, tenant.owner.post(path, R"({"ground":"contract-ended","export_until":")" + soon + R"("})"));
  scene.saw_status(hasty, 400, "a window of 29 days");
  TROTH_TRY(Answer usurped, people.nobody.post(path, kGround));
  scene.saw_status(usurped, 403, "somebody without the permission asks");
  TROTH_TRY(Answer asked, tenant.owner.post(path, kGround));
  scene.saw_status(asked, 202, "control: the destruction is asked for");
  return {};
}

Result<> take_out(Scene& scene, People& people, probe::Tenant::Person const& person, std::string const& name) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer read, tenant.owner.get(person.path, kSupport));
  TROTH_TRY(Answer written, tenant.owner.post(tenant.base + "/subjects"));
  scene.saw(read.status == 410 && written.status == 410, "in the window nothing is looked at or added otherwise");
  TROTH_TRY(Answer refused, people.second.get(tenant.base + "/export"));
  scene.saw_status(refused, 403, "an export by who may only destroy");
  TROTH_TRY(Answer page, people.taker.get(tenant.base + "/export"));
  scene.saw(page.status == 200 && page.body.find(name) != std::string::npos,
            "control: the export holds the person's record");
  return {};
}

Result<> confirm_too_soon(Scene& scene, People& people, std::string const& when) {
  std::string const path = scene.tenant().base + "/destruction/confirm";
  TROTH_TRY(Answer same, scene.tenant().owner.post(path));
  scene.saw_status(same, 409, when + " who asked confirms");
  TROTH_TRY(Answer second, people.second.post(path));
  scene.saw_status(second, 409, when + " the second person confirms");
  return {};
}

Result<std::string> confirm(Scene& scene, People& people) {
  std::string const path = scene.tenant().base + "/destruction/confirm";
  TROTH_TRY(Answer same, scene.tenant().owner.post(path));
  scene.saw_status(same, 409, "after the window who asked confirms");
  TROTH_TRY(Answer usurped, people.taker.post(path));
  scene.saw_status(usurped, 403, "after the window somebody without the permission confirms");
  TROTH_TRY(Answer done, people.second.post(path));
  scene.saw(done.status == 200 && done.text("unreadable_since"), "control: the second person confirms");
  return done.text("job");
}

Result<> look_for_rest(Scene& scene, std::string const& tenant, probe::Tenant::Person const& person) {
  TROTH_TRY(bool const kept, keys_hold(scene, tenant));
  scene.saw(!kept, "when the answer comes, the key store holds no key of the tenant");
  auto& owner = scene.tenant().owner;
  for (auto const& path : {person.path, scene.tenant().base, scene.tenant().base + "/export"}) {
    TROTH_TRY(Answer answer, owner.get(path, kSupport));
    scene.saw(answer.status == 401 || answer.status == 410, "nothing is there: " + std::to_string(answer.status));
  }
  return {};
}

/// Asks until the certificate or proof is there, 20 s at most.
Result<Answer> awaited(Caller& who, std::string const& path, std::string_view text) {
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  for (;;) {
    TROTH_TRY(Answer answer, who.get(path));
    bool const there = answer.status == 200 && answer.body.find(text) != std::string::npos;
    if (there || std::chrono::steady_clock::now() > until) return answer;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

Result<> certify(Scene& scene, Twin& twin, std::string const& tenant, std::string const& job) {
  Caller admin(twin.target(), Secret::copy_of(as_bytes(twin.admin_token())));
  TROTH_TRY(Answer answer, awaited(admin, "/v1/cell/destructions/" + job, "destruction.completed"));
  scene.saw(answer.status == 200 && answer.body.find(tenant) != std::string::npos &&
                answer.body.find("\"state\":\"completed\"") != std::string::npos,
            "the certificate names the tenant and says that it is completed");
  TROTH_TRY(Caller auditor, cell_principal(twin, "auditor", "read_log"));
  TROTH_TRY(auto const certificate, answer.object());
  auto const events = certificate.find("events");
  std::size_t proven = 0;
  if (events != certificate.end() && events->second.array())
    for (auto const& event : *events->second.array()) {
      auto const path = event.object() ? event.object()->find("proof") : certificate.end();
      if (!event.object() || path == event.object()->end() || !path->second.text()) continue;
      TROTH_TRY(Answer proof, awaited(auditor, *path->second.text(), "tlog-proof"));
      proven += proof.status == 200;
    }
  scene.saw(proven == 4, "events of the certificate with a proof in the cell's signed log: " + std::to_string(proven));
  return {};
}

Result<> run(Scene& scene) {
  TROTH_TRY(Twin * twin, scene.twin());
  std::string const name = scene.canary("ended"), tenant = scene.tenant().id;
  TROTH_TRY(auto person, scene.tenant().person(name, name + "@example.com"));
  TROTH_TRY(auto other, scene.neighbour().person("Bo Example", "bo@example.com"));
  TROTH_TRY(Caller second, somebody(scene, R"("destroy")"));
  TROTH_TRY(Caller taker, somebody(scene, R"("export_data")"));
  TROTH_TRY(Caller nobody, somebody(scene, R"("administer","erase","consult")"));
  People people{std::move(second), std::move(taker), std::move(nobody)};
  TROTH_TRY(bool const held, keys_hold(scene, tenant));
  scene.saw(held, "control: before, the key store holds keys of the tenant");
  TROTH_TRY(ask(scene, people));
  TROTH_TRY(take_out(scene, people, person, name));
  TROTH_TRY(confirm_too_soon(scene, people, "at once"));
  TROTH_TRY(twin->advance(kWindow - std::chrono::minutes(10)));
  TROTH_TRY(confirm_too_soon(scene, people, "ten minutes before the end of the window"));
  TROTH_TRY(twin->advance(std::chrono::minutes(20)));
  TROTH_TRY(std::string const job, confirm(scene, people));
  TROTH_TRY(look_for_rest(scene, tenant, person));
  TROTH_TRY(certify(scene, *twin, tenant, job));
  TROTH_TRY(Answer unharmed, scene.neighbour().owner.get(other.path, kSupport));
  scene.saw(unharmed.status == 200 && unharmed.body.find("Bo Example") != std::string::npos,
            "control: another tenant's record is read as before");
  TROTH_TRY(twin->stop());
  TROTH_TRY(auto hits, scene.files_with(raw_id(person.subject)));
  hits.erase(std::remove(hits.begin(), hits.end(), "keys.snapshot"), hits.end());  // until the epoch that wrote it ends
  scene.saw(hits.empty(), "the person's id is left in " + (hits.empty() ? "no file" : hits.front()));
  return twin->restart();
}

constexpr std::string_view kMutants[] = {"one-person-destroys", "export-window-skipped", "tenant-keys-kept"};

}  // namespace

extern probe::Probe const te_1_13;
probe::Probe const te_1_13{
    .clause = "TE-1.13",
    .sentence =
        "When a contract ends, the customer has {destruction.export_days} to take its data out. Then only two people "
        "together can have the tenant destroyed: all its keys first, then its rows. A certificate remains, whose "
        "steps the cell's signed log proves.",
    .hypothesis =
        "One person destroys a customer's data, or before the customer could take it out; or keys or rows are left, "
        "or nothing shows afterwards what was done.",
    .attack =
        "On a twin a destruction is asked for, with a window that is too short and by somebody who may not; it is "
        "confirmed by who asked, and by the second person before the window has ended. The clock is moved, the second "
        "person confirms, and the files are searched.",
    .oracle =
        "The answers; the export; the key store and the data of the stopped twin; the certificate, and the proofs of "
        "its events in the cell's log.",
    .passes =
        "The 9 early, lonely or unpermitted steps are refused; the export holds the record; after the confirmation the "
        "key store holds no key and no database the person's id; the certificate's 4 events are proven, and the other "
        "tenant is as it was.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
