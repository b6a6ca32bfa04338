// TE-1.7 Consultation: a look needs a purpose, reaches only that purpose's fields, and is on record.
#include "clauses/attacks/again.h"

namespace troth::clauses {
namespace {

using probe::Answer;
using probe::Caller;
using probe::Headers;
using probe::Scene;

struct Look {
  std::string what;
  int must;
  std::string query;
  Headers headers;
};

std::vector<Look> refused_looks(std::string const& idle_purpose) {
  return {
      {"a look without a purpose", 428, "", {}},
      {"a look without a purpose that names its fields", 428, "?fields=display_name", {}},
      {"a look for a purpose that is not defined", 403, "", {{"Purpose", "curiosity"}}},
      {"a look for two purposes at once", 403, "", {{"Purpose", "support, quality"}}},
      {"a look for a purpose that reaches no field", 403, "", {{"Purpose", idle_purpose}}},
      {"a field that the purpose does not reach", 403, "?fields=score", kSupport},
      {"one field too many", 403, "?fields=display_name,score", kSupport},
      {"the name, asked for by those who judge quality", 403, "?fields=display_name", {{"Purpose", "quality"}}},
  };
}

std::vector<Look> allowed_looks() {
  return {
      {"a look to support", 200, "", kSupport},
      {"a look at one field", 200, "?fields=display_name", kSupport},
      {"a look at quality", 200, "", {{"Purpose", "quality"}}},
  };
}

/// The event that an answer names is in the tenant's log and says what was done.
Result<> look_into_log(Scene& scene, Look const& look, Answer const& answer, std::string_view type) {
  auto& reader = scene.tenant().reader;
  TROTH_TRY(Answer event, reader.get(scene.tenant().base + "/log/events/" + answer.event()));
  auto const told = event.text("type");
  bool const right = event.status == 200 && told && *told == type;
  bool const purpose = look.must != 200 || event.body.find(look.headers.at("Purpose")) != std::string::npos;
  scene.saw(right && purpose, look.what + " is in the log as " + (told ? *told : "nothing"));
  return {};
}

/// Whether the answer shows exactly these of the three fields.
bool shows(Answer const& answer, std::string const& name, bool display_name, bool email, bool score) {
  return (answer.body.find("\"display_name\":\"" + name) != std::string::npos) == display_name &&
         (answer.body.find("\"email\":") != std::string::npos) == email &&
         (answer.body.find("\"score\":") != std::string::npos) == score;
}

struct Desk {
  Caller caller;
  std::string principal;
};

/// With an id, so that people can be assigned to it.
Result<Desk> make_desk(Scene& scene) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer made, tenant.owner.expect(201, http::Method::post, tenant.base + "/principals",
                                             R"({"name":"desk","permissions":["consult","retrieve"],"days":1})"));
  TROTH_TRY(std::string const token, made.text("token"));
  TROTH_TRY(std::string principal, made.text("principal"));
  return Desk{scene.caller(token), std::move(principal)};
}

/// The path of a record with this value, in a collection whose only purpose, `name`, says nothing of reasons.
Result<std::string> in_silent_purpose(Scene& scene, std::string const& subject, std::string const& name,
                                      std::string const& value) {
  auto& tenant = scene.tenant();
  std::string const field =
      R"({"name":"note","type":"text","sensitivity":"personal","purposes":[")" + name + R"("],"retention":"chat"})";
  TROTH_TRY(tenant.owner.expect(200, http::Method::put, tenant.base + "/purposes/" + name, R"({"title":"silent"})"));
  TROTH_TRY(tenant.owner.expect(201, http::Method::put, tenant.base + "/collections/" + name,
                                "{\"fields\":[" + field + "]}"));
  std::string const records = subject + "/records/" + name;
  TROTH_TRY(Answer made, tenant.owner.expect(201, http::Method::post, records, "{\"note\":\"" + value + "\"}"));
  TROTH_TRY(std::string const record, made.text("record"));
  return records + "/" + record;
}

/// Looks as `look` says, and at what is told of it.
Result<> look_at(Scene& scene, Caller& caller, std::string const& path, std::string const& value, Look const& look) {
  TROTH_TRY(Answer answer, caller.get(path + look.query, look.headers));
  scene.saw_status(answer, look.must, look.what);
  scene.saw((answer.body.find(value) != std::string::npos) == (look.must == 200),
            look.what + (look.must == 200 ? " shows the value" : " shows nothing"));
  return look_into_log(scene, look, answer, look.must == 200 ? "record.consulted" : "request.refused");
}

Result<> look_for_a_reason(Scene& scene, Desk& desk, std::string const& subject, std::string const& value) {
  auto& tenant = scene.tenant();
  std::string const name = scene.canary("silent");
  TROTH_TRY(std::string const path, in_silent_purpose(scene, subject, name, value));
  Headers const silent = {{"Purpose", name}}, reasoned = {{"Purpose", name}, {"Reason", "a probe"}};
  TROTH_TRY(look_at(scene, desk.caller, path, value, {"a look without a reason at nobody's person", 428, "", silent}));
  TROTH_TRY(look_at(scene, desk.caller, path, value, {"control: a look with a reason", 200, "", reasoned}));
  TROTH_TRY(
      tenant.owner.expect(200, http::Method::put, subject + "/assignee", "{\"principal\":\"" + desk.principal + "\"}"));
  TROTH_TRY(look_at(scene, desk.caller, path, value, {"control: a look at the desk's own person", 200, "", silent}));
  TROTH_TRY(Caller other, scene.principal({"consult"}));  // a new one: who is refused often is only counted
  return look_at(scene, other, path, value, {"a look without a reason at somebody else's person", 428, "", silent});
}

Result<> run(Scene& scene) {
  auto& tenant = scene.tenant();
  std::string const name = scene.canary("looked"), idle = scene.canary("idle");
  TROTH_TRY(auto person, tenant.person(name, name + "@example.com"));
  TROTH_TRY(tenant.owner.expect(200, http::Method::put, tenant.base + "/purposes/" + idle,
                                R"({"title":"nothing","reason":"never"})"));
  TROTH_TRY(Desk made, make_desk(scene));
  Caller& desk = made.caller;

  for (auto const& look : refused_looks(idle)) TROTH_TRY(look_at(scene, desk, person.path, name, look));
  std::string const by_mail = R"({"collection":"contact","field":"email","value":")" + name + R"(@example.com"})";
  TROTH_TRY(Answer lookup, desk.post(tenant.base + "/lookup", by_mail));
  scene.saw_status(lookup, 428, "a lookup without a purpose");

  std::vector<Answer> answers;
  for (auto const& look : allowed_looks()) {
    TROTH_TRY(Answer answer, desk.get(person.path + look.query, look.headers));
    scene.saw_status(answer, look.must, "control: " + look.what);
    TROTH_TRY(look_into_log(scene, look, answer, "record.consulted"));
    answers.push_back(std::move(answer));
  }
  scene.saw(shows(answers[0], name, true, true, false), "support sees name and address, and no score");
  scene.saw(shows(answers[1], name, true, false, false), "who asks for one field sees that one");
  scene.saw(shows(answers[2], name, false, false, true), "quality sees the score, and nobody's name or address");
  return look_for_a_reason(scene, made, tenant.base + "/subjects/" + person.subject, name);
}

constexpr std::string_view kMutants[] = {"purpose-not-needed", "purpose-reaches-all", "reason-default-never"};

}  // namespace

extern probe::Probe const te_1_7;
probe::Probe const te_1_7{
    .clause = "TE-1.7",
    .sentence =
        "Every look at the values of a record needs a declared purpose and shows only the fields of that "
        "purpose. Where the purpose lays down nothing else, it needs a reason as well, unless the person is assigned "
        "to who looks. It stands in the log before the answer leaves.",
    .hypothesis =
        "Who holds a token looks at a record without saying what for, at somebody else's person without saying why, "
        "or sees fields beside those of the purpose, or leaves no trace.",
    .attack =
        "A principal that may consult looks at a person's record without a purpose, for purposes that are unknown, "
        "doubled or reach nothing, and at fields that the purpose does not reach; then as it should. Under a purpose "
        "that says nothing of reasons it looks without one at a person before and after that is assigned to it, and "
        "another principal does.",
    .oracle =
        "The status and the fields of each answer, and the tenant's log, asked by its reader for the event that each "
        "answer names.",
    .passes =
        "All 10 wrong looks and the wrong lookup are refused and show nothing, the 5 right ones show the purpose's "
        "fields and no other, and each look is in the log: record.consulted with its purpose, or request.refused.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenantAndLog};

}  // namespace troth::clauses
