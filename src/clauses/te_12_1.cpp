// TE-12.1 Retention: nothing is stored without an end, and no end without a ground.
#include "base/clock.h"
#include "clauses/attacks/again.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Scene;

struct Try {
  std::string_view what, body;
};

constexpr Try kClasses[] = {
    {"no days", R"({"ground":"questions"})"},
    {"no ground", R"({"days":30})"},
    {"an empty ground", R"({"days":30,"ground":""})"},
    {"0 days", R"({"days":0,"ground":"questions"})"},
    {"negative days", R"({"days":-1,"ground":"questions"})"},
    {"more than ten years", R"({"days":3651,"ground":"questions"})"},
    {"more days than there are", R"({"days":9007199254740991,"ground":"questions"})"},
    {"half a day", R"({"days":0.5,"ground":"questions"})"},
    {"a word for days", R"({"days":"forever","ground":"questions"})"},
    {"null for days", R"({"days":null,"ground":"questions"})"},
    {"a switch that no class has", R"({"days":30,"ground":"questions","forever":true})"},
};

std::string field(std::string const& name, std::string const& retention) {
  return R"({"name":")" + name + R"(","type":"text","sensitivity":"personal","purposes":["support"])" +
         (retention.empty() ? "" : ",\"retention\":" + retention) + "}";
}

std::string fields(std::string const& list) { return "{\"fields\":[" + list + "]}"; }

Result<> send_classes(Scene& scene, std::string const& name) {
  auto& tenant = scene.tenant();
  for (auto const& [what, body] : kClasses) {
    TROTH_TRY(Answer answer, tenant.owner.put(tenant.base + "/retention/" + name, std::string(body)));
    scene.saw_status(answer, 400, "a retention class with " + std::string(what));
  }
  TROTH_TRY(Answer legal, tenant.owner.put(tenant.base + "/retention/" + name, R"({"days":30,"ground":"a month"})"));
  scene.saw_status(legal, 200, "control: a class of 30 days with a ground");
  return {};
}

Result<> send_definitions(Scene& scene, std::string const& name) {
  auto& tenant = scene.tenant();
  std::string const path = tenant.base + "/collections/" + name;
  std::pair<std::string, std::string> const wrong[] = {
      {"no retention class", field("note", "")},
      {"an empty retention class", field("note", "\"\"")},
      {"null as its retention class", field("note", "null")},
      {"a retention class that is not defined", field("note", "\"unheard-of\"")},
      {"a good field and one without a retention class", field("note", "\"chat\"") + "," + field("more", "")},
  };
  for (auto const& [what, list] : wrong) {
    TROTH_TRY(Answer answer, tenant.owner.put(path, fields(list)));
    scene.saw_status(answer, 400, "a definition of a field with " + what);
  }
  TROTH_TRY(Answer legal, tenant.owner.put(path, fields(field("note", "\"" + name + "\""))));
  scene.saw_status(legal, 201, "control: a definition with a retention class");
  std::string const both = field("note", "\"" + name + "\"") + "," + field("more", "\"chat\"");
  TROTH_TRY(Answer two, tenant.owner.put(path + "-both", fields(both)));
  scene.saw_status(two, 201, "control: a definition with two classes");
  return {};
}

Result<std::optional<Time>> time_in(Answer const& answer, std::string_view member) {
  TROTH_TRY(std::string text, answer.text(member));
  return parse_rfc3339(text);
}

/// A record's end is its class's days after it was written; of several classes the longest counts.
Result<> look_at_ends(Scene& scene, std::string const& name) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer made, tenant.owner.expect(201, Method::post, tenant.base + "/subjects"));
  TROTH_TRY(std::string id, made.text("subject"));
  std::string const subject = tenant.base + "/subjects/" + id;
  std::pair<std::string, int> const ends[] = {{name, 30}, {name + "-both", 365}};
  std::string stated;
  for (auto const& [collection, days] : ends) {
    std::string const records = subject + "/records/" + collection;
    TROTH_TRY(Answer record, tenant.owner.expect(201, Method::post, records, R"({"note":"hello"})"));
    TROTH_TRY(Answer storage, tenant.owner.expect(200, Method::get, subject + "/storage"));
    TROTH_TRY(auto const end, time_in(record, "retain_until"));
    TROTH_TRY(auto const since, time_in(storage, "since"));  // the person is seconds old
    bool const right = end && since && *end - *since >= std::chrono::days(days) &&
                       *end - *since < std::chrono::days(days) + std::chrono::minutes(5);
    scene.saw(right, "a record under a class of " + std::to_string(days) + " days ends then");
    TROTH_TRY(std::string const text, record.text("retain_until"));
    scene.saw(storage.body.find(text) != std::string::npos, "the statement of storage says when it ends");
  }
  return {};
}

Result<> run(Scene& scene) {
  std::string const name = scene.canary("class");
  TROTH_TRY(send_classes(scene, name));
  TROTH_TRY(send_definitions(scene, name));
  return look_at_ends(scene, name);
}

constexpr std::string_view kMutants[] = {"retention-optional", "retention-unbounded", "retention-end-forgotten"};

}  // namespace

extern probe::Probe const te_12_1;
probe::Probe const te_12_1{
    .clause = "TE-12.1",
    .sentence =
        "No field is declared without a retention class that states its ground and its end in days. "
        "No record is stored without one.",
    .hypothesis = "Data can be stored that nobody said an end for, or an end that never comes.",
    .attack =
        "Retention classes are sent without days or ground and with days that are none, negative, endless or no "
        "number; and collections with a field that names no class, or one that does not exist.",
    .oracle = "The status of each answer; the end that a record and the statement of storage name.",
    .passes =
        "All 11 classes and all 5 definitions are refused with 400. A record under a class of 30 days ends 30 days "
        "after it was written, one whose fields have two classes after the longer, and the statement says so.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenant};

}  // namespace troth::clauses
