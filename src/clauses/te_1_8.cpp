// TE-1.8 Use: values are worked with under a purpose and not shown, guessing ends, and an objection stops it.
#include "clauses/attacks/again.h"
#include "clauses/attacks/lookup.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Caller;
using probe::Headers;
using probe::Scene;

constexpr int kGuesses = 20;  // of one person's field in an hour, unless the tenant says otherwise

std::string verify(probe::Tenant::Person const& person, std::string_view field, std::string const& value) {
  return R"({"collection":"contact","record":")" + person.record + R"(","field":")" + std::string(field) +
         R"(","act":"verify","value":)" + value + "}";
}

std::string quoted(std::string const& text) { return "\"" + text + "\""; }

struct Try {
  std::string_view what;
  int must;
  std::string_view field;
  Headers headers;
};

/// The purpose is needed, must be the tenant's and reach the field; what is answered is a word and never the value.
Result<> use(Scene& scene, Caller& desk, probe::Tenant::Person const& person, std::string const& name) {
  std::string const path = scene.tenant().base + "/subjects/" + person.subject + "/use";
  Try const tries[] = {{"a use without a purpose", 428, "display_name", {}},
                       {"a use for a purpose that is not defined", 403, "display_name", {{"Purpose", "curiosity"}}},
                       {"a use of a field that the purpose does not reach", 403, "score", kSupport}};
  for (auto const& one : tries) {
    std::string const value = one.field == "score" ? "7" : quoted(name);
    TROTH_TRY(Answer answer, desk.post(path, verify(person, one.field, value), one.headers));
    scene.saw_status(answer, one.must, std::string(one.what));
  }
  for (bool right : {true, false}) {
    TROTH_TRY(Answer answer, desk.post(path, verify(person, "display_name", quoted(right ? name : "Mal")), kSupport));
    scene.saw(answer.status == 200 && answer.body == (right ? R"({"outcome":"equal"})" : R"({"outcome":"different"})"),
              std::string("the ") + (right ? "right" : "wrong") + " value is answered with one word and nothing else");
  }
  return {};
}

/// All the scores one after another, until it is told to wait.
Result<> guess(Scene& scene, Caller& desk, probe::Tenant::Person const& person) {
  std::string const path = scene.tenant().base + "/subjects/" + person.subject + "/use";
  int served = 0;
  Answer last;
  for (int value = 100; value < 100 + kGuesses + 1; ++value) {
    TROTH_TRY(last, desk.post(path, verify(person, "score", std::to_string(value)), {{"Purpose", "quality"}}));
    served += last.status == 200;
  }
  scene.saw(
      served == kGuesses && last.status == 429,
      std::to_string(served) + " guesses of a score are answered, and the next with " + std::to_string(last.status));
  scene.saw(last.headers.contains("retry-after"), "who guessed is told how long to wait");
  TROTH_TRY(Caller other, scene.principal({"use_value"}));
  TROTH_TRY(Answer same, other.post(path, verify(person, "score", "7"), {{"Purpose", "quality"}}));
  scene.saw_status(same, 429, "somebody else's guess at the same value");
  return {};
}

Result<> count(Scene& scene, Caller& desk, std::string const& email) {
  std::string const body = R"({"collection":"contact","field":"email","value":")" + email + "\"}";
  TROTH_TRY(Answer few, desk.post(scene.tenant().base + "/use/count", body, kSupport));
  scene.saw(few.status == 200 && few.body == R"({"subjects":"<10"})",
            "one person who has the address is counted as <10");
  return {};
}

Result<> object(Scene& scene, probe::Tenant::Person const& person, std::string const& name, std::string const& email) {
  auto& tenant = scene.tenant();
  std::string const subject = tenant.base + "/subjects/" + person.subject;
  std::string const body = verify(person, "display_name", quoted(name));
  TROTH_TRY(Answer before, tenant.owner.get(person.path, kSupport));
  TROTH_TRY(bool const findable, finds(tenant, email, person.subject));
  scene.saw(before.status == 200 && findable, "control: before the objection the record is read and found");
  TROTH_TRY(tenant.owner.expect(200, Method::put, subject + "/objections/support"));
  TROTH_TRY(Answer look, tenant.owner.get(person.path, kSupport));
  scene.saw(look.status == 423 && look.body.find(name) == std::string::npos,
            "the very next look under that purpose is answered with " + std::to_string(look.status));
  TROTH_TRY(Answer used, tenant.owner.post(subject + "/use", body, kSupport));
  scene.saw_status(used, 423, "a use under that purpose");
  TROTH_TRY(bool const found, finds(tenant, email, person.subject));
  scene.saw(!found, "a lookup under that purpose passes the person over");
  TROTH_TRY(Answer quality, tenant.owner.get(person.path, {{"Purpose", "quality"}}));
  scene.saw_status(quality, 200, "control: a look under another purpose");
  TROTH_TRY(Answer silent, tenant.owner.ask(Method::del, subject + "/objections/support", "{}"));
  scene.saw_status(silent, 400, "an objection that is taken back without a reason");
  TROTH_TRY(Answer back, tenant.owner.ask(Method::del, subject + "/objections/support", R"({"reason":"a probe"})"));
  scene.saw_status(back, 200, "control: it is taken back with a reason");
  return {};
}

Result<> run(Scene& scene) {
  std::string const name = scene.canary("used"), email = name + "@example.com";
  TROTH_TRY(auto person, scene.tenant().person(name, email));
  TROTH_TRY(Caller desk, scene.principal({"use_value"}));
  TROTH_TRY(use(scene, desk, person, name));
  TROTH_TRY(guess(scene, desk, person));
  TROTH_TRY(count(scene, desk, email));
  return object(scene, person, name, email);
}

constexpr std::string_view kMutants[] = {"budget-not-counted", "small-counts-shown", "objection-ignored",
                                         "verify-shows-value"};

}  // namespace

extern probe::Probe const te_1_8;
probe::Probe const te_1_8{
    .clause = "TE-1.8",
    .sentence =
        "A value is used only under a declared purpose that reaches its field, and it is never shown: the answer is "
        "whether it holds, how it compares, or how many share it, if they are ten or more. Guessing is stopped by a "
        "budget, and a person's objection ends every look, lookup and use under that purpose within "
        "{objection.seconds}.",
    .hypothesis =
        "Who may use values without seeing them learns them all the same: for a purpose that does not reach them, from "
        "the answer, by trying one after another, or from a count of one; or an objection is a note that nothing "
        "heeds.",
    .attack =
        "A principal that may only use values asks without a purpose, for one that is not defined, and for a field "
        "that "
        "the purpose does not reach; asks after a right and a wrong value; guesses a number 21 times; counts who has "
        "one "
        "person's address. The person objects to a purpose, and its data is read, used and looked up under it.",
    .oracle = "The status and the whole body of each answer.",
    .passes =
        "The 3 wrong uses are refused, right and wrong values get one word, the 21st guess gets 429 from everybody, "
        "the "
        "count reads <10. At once after the objection a look and a use get 423 and the lookup finds nobody, while "
        "another "
        "purpose is served.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenant};

}  // namespace troth::clauses
