// TE-7.1 Logging: each act leaves its one event, refused ones too, and no log holds what a record says.
#include <algorithm>
#include <thread>

#include "clauses/attacks/again.h"
#include "clauses/attacks/deeds.h"
#include "clauses/attacks/files.h"
#include "clauses/attacks/log_reading.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Scene;

constexpr std::size_t kEntry = 107;  // docs/formats/event.md
constexpr int kSingly = 60, kTries = 65;
constexpr std::string_view kRefused = "request.refused";

/// What must stand in the log: a refusal is one whatever was asked for, and what was not refused is an act.
bool is_right(Deed const& deed, Answer const& answer, std::string const& type) {
  bool const refused = answer.status >= 400 && answer.status != 501 && deed.must != 0;
  return refused ? type == kRefused : type == deed.event || (deed.event == kRefused && type != kRefused);
}

/// Acts one after another, each followed by a look into the log: one event more, of its type, the one that the answer
/// names. How many were answered as they should be.
Result<std::size_t> act(Scene& scene, Named& who, std::vector<Deed> const& list, std::vector<std::string>& events) {
  auto& tenant = scene.tenant();
  TROTH_TRY(auto before, told_of(tenant, who.principal));
  std::size_t served = 0;
  for (auto const& deed : list) {
    TROTH_TRY(Answer answer, who.caller.ask(deed.method, deed.path, deed.body, deed.headers));
    TROTH_TRY(auto after, told_of(tenant, who.principal));
    bool const one = after.size() == before.size() + deed.people &&
                     std::any_of(after.begin() + std::ptrdiff_t(before.size()), after.end(), [&](Told const& told) {
                       return told.event == answer.event() && told.type == after.back().type;
                     });
    std::string const type = after.size() > before.size() ? after.back().type : "nothing";
    scene.saw(one && is_right(deed, answer, type), std::string(deed.what) + " (" + std::to_string(answer.status) +
                                                       ") leaves " + std::to_string(after.size() - before.size()) +
                                                       " event: " + type);
    if (!answer.event().empty()) events.push_back(answer.event());
    served += is_served(deed, answer.status);
    before = std::move(after);
  }
  return served;
}

/// Each breaks one rule and is refused, with the canary in what was sent.
std::vector<Deed> refused(Stage const& stage, std::string const& canary) {
  std::string const records = stage.base + "/subjects/" + stage.person.subject + "/records/contact";
  std::string const known = "{\"display_name\":\"" + canary + "\"}", unknown = "{\"shoe\":\"" + canary + "\"}";
  return {
      {"a field that nobody declared", "", kRefused, 400, Method::post, records, unknown},
      {"broken JSON", "", kRefused, 400, Method::post, records, known.substr(0, known.size() - 2)},
      {"an alteration of an old version",
       "",
       kRefused,
       412,
       Method::patch,
       stage.person.path,
       known,
       {{"If-Match", "\"77\""}}},
      {"a look without a purpose", "", kRefused, 428, Method::get, stage.person.path},
      {"a look for an unknown purpose", "", kRefused, 403, Method::get, stage.person.path, {}, {{"Purpose", "whim"}}},
      {"a record that is not there", "", kRefused, 404, Method::get, records + "/" + stage.job, {}, kSupport},
      {"a value that cannot be an address", "", kRefused, 400, Method::post, stage.base + "/lookup",
       R"({"collection":"contact","field":"display_name","value":")" + canary + "\"}", kSupport},
      {"the log, for one who may not read it", "", kRefused, 403, Method::get, stage.base + "/log/events"}};
}

/// The deeds of a tenant's own people, with the canary for a name where one is typed.
std::vector<Deed> own_deeds(Stage const& stage, std::string const& label, std::string const& canary, bool of_the_log) {
  constexpr std::string_view kRefusedd = "Mal Example";
  std::vector<Deed> out;
  for (auto& deed : deeds(stage, label)) {
    if (deed.permission.empty() || (deed.permission == "read_log") != of_the_log) continue;
    if (auto const at = deed.body.find(kRefusedd); at != std::string::npos)
      deed.body.replace(at, kRefusedd.size(), canary);
    out.push_back(std::move(deed));
  }
  return out;
}

/// Everything the log gives of these acts: each event opened, the search, the export, the entries.
Result<> search_log(Scene& scene, std::vector<std::string> const& events, std::string const& canary) {
  auto& tenant = scene.tenant();
  std::size_t hits = 0, opened = 0;
  for (auto const& event : events) {
    TROTH_TRY(Answer answer, tenant.reader.get(tenant.base + "/log/events/" + event));
    opened += answer.status == 200;
    hits += answer.body.find(canary) != std::string::npos;
  }
  scene.saw(hits == 0 && opened == events.size(),
            std::to_string(opened) + " events were opened; values of records in them: " + std::to_string(hits));
  TROTH_TRY(Answer proof, proof_of(tenant, events.back()));
  scene.saw_status(proof, 200, "the last event has its proof");
  TROTH_TRY(auto const entries, newest_entries(tenant));
  bool const plain = std::ranges::all_of(entries, [](auto const& entry) { return entry.size() == kEntry; });
  for (auto const& spelling : spellings(canary))
    for (auto const& entry : entries) hits += as_text(entry).find(spelling) != std::string_view::npos;
  scene.saw(hits == 0 && plain && entries.size() >= 10,
            std::to_string(entries.size()) + " entries of the log have no room for a value and hold none");
  return {};
}

/// More refusals than are logged one by one: none is lost, the rest is a number.
Result<> count_refusals(Scene& scene) {
  TROTH_TRY(probe::Twin * twin, scene.twin());
  TROTH_TRY(auto who, named(scene, "insistent", {"consult"}));
  auto& tenant = scene.tenant();
  std::string const absent = tenant.base + "/subjects/" + tenant.id + "/records/contact/" + tenant.id;
  for (int i = 0; i < kTries; ++i) TROTH_TRY(who.caller.get(absent, kSupport));
  TROTH_TRY(auto const singly, told_of(tenant, who.principal, "&type=request.refused"));
  scene.saw(singly.size() == kSingly, "of " + std::to_string(kTries) + " refusals in a minute " +
                                          std::to_string(singly.size()) + " are events of their own");
  TROTH_TRY(twin->advance(std::chrono::seconds(61)));
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  std::vector<Told> counted;
  while (counted.empty() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    TROTH_TRY(counted, told_of(tenant, who.principal, "&type=request.refusals_counted"));
  }
  std::string body;
  if (!counted.empty()) {
    TROTH_TRY(Answer answer, tenant.reader.get(tenant.base + "/log/events/" + counted.front().event));
    body = answer.body;
  }
  scene.saw(counted.size() == 1 && body.find("\"refusals\":" + std::to_string(kTries - kSingly)) != std::string::npos,
            "a minute later one event counts the other " + std::to_string(kTries - kSingly));
  return {};
}

Result<> run(Scene& scene) {
  std::string const canary = scene.canary("value"), label = scene.canary("deed");
  TROTH_TRY(Stage const stage, stage_for(scene, canary));
  std::vector<std::string> const permissions(kPermissions.begin(), kPermissions.end() - 1);  // all but reading the log
  TROTH_TRY(auto doer, named(scene, "doer", permissions));
  TROTH_TRY(auto reader, named(scene, "another-reader", {"read_log"}));
  std::vector<std::string> events;
  auto const wrong = refused(stage, canary), deeds = own_deeds(stage, label, canary, false),
             readings = own_deeds(stage, label, canary, true);
  TROTH_TRY(auto const turned_away, act(scene, doer, wrong, events));
  TROTH_TRY(auto const done, act(scene, doer, deeds, events));
  TROTH_TRY(auto const read, act(scene, reader, readings, events));
  scene.saw(
      turned_away > wrong.size() / 2 && done == deeds.size() && read == readings.size(),
      "control: " + std::to_string(done + read) + " acts were done and " + std::to_string(turned_away) + " refused");
  TROTH_TRY(search_log(scene, events, canary));
  return scene.place() == probe::Place::twin ? count_refusals(scene) : Result<>();
}

constexpr std::string_view kMutants[] = {"event-dropped-on-consult", "body-in-log", "refusals-not-counted"};

}  // namespace

extern probe::Probe const te_7_1;
probe::Probe const te_7_1{
    .clause = "TE-7.1",
    .sentence =
        "Every act of an authenticated caller writes exactly one event of its type, a link of two people one for "
        "each, in the same transaction as the act; one caller's refusals beyond {log.refusals_single_per_minute} a "
        "minute are counted. No log holds a value of a record.",
    .hypothesis =
        "Some act leaves no event, or one of another type, or two; refusals go unnoticed; or what a record says lies "
        "in the log, from which it can never be taken.",
    .attack =
        "A principal does everything that a tenant's people can do, one act after another, and eight things that are "
        "refused, with a random word for every value; another one reads the log by each route. On a twin a third one "
        "is refused 65 times in a minute.",
    .oracle =
        "The log, asked after each act for what this principal did; every event of it opened; the entries as an "
        "outsider fetches them.",
    .passes =
        "After each of 46 acts there is one event more (two after a link), of the type of the act, the one that the "
        "answer named. No event and no entry holds the word. Of 65 refusals 60 are events and one event counts 5.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenantAndLog};

}  // namespace troth::clauses
