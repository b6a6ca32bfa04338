// X-6 Instructions: what the customer's newest instruction does not name is not done.
#include "base/json_writer.h"
#include "clauses/attacks/again.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Headers;
using probe::Scene;

struct Act {
  std::string_view operation;
  int must;
  Method method;
  std::string path, body;
  Headers headers = {};
};

/// In this order each works, once.
std::vector<Act> acts(probe::Tenant const& tenant, probe::Tenant::Person const& person) {
  std::string const subject = tenant.base + "/subjects/" + person.subject;
  return {{"recording", 201, Method::post, subject + "/records/contact", R"({"display_name":"Bo Example"})"},
          {"storage", 200, Method::get, subject + "/storage", ""},
          {"retrieval", 200, Method::get, subject + "/records", ""},
          {"consultation", 200, Method::get, person.path, "", kSupport},
          {"alteration", 200, Method::patch, person.path, R"({"display_name":"Bo Example"})", {{"If-Match", "\"1\""}}},
          {"restriction", 200, Method::put, subject + "/restriction",
           R"({"ground":"accuracy-contested","reason":"a probe"})"}};
}

std::string hash_of(std::size_t number) { return std::string(63, 'c') + std::to_string(number); }

Result<Answer> instruct(probe::Tenant& tenant, std::size_t number, std::string_view operation) {
  Json json;
  json.object().member("text_sha256", hash_of(number)).member("summary", "an instruction of the probe");
  json.key("operations").array().value(operation).end().end();
  return tenant.owner.post(tenant.base + "/instructions", json.text());
}

/// Only the one that the newest instruction names is done; the others are refused for that reason.
Result<> try_all(Scene& scene, std::vector<Act> const& all, std::string_view instructed) {
  for (auto const& act : all) {
    TROTH_TRY(Answer answer, scene.tenant().owner.ask(act.method, act.path, act.body, act.headers));
    std::string const what = std::string(act.operation) + ", instructed: " + std::string(instructed);
    if (act.operation == instructed) {
      scene.saw_status(answer, act.must, "control: " + what);
      continue;
    }
    scene.saw(answer.status == 403 && answer.body.find("instructions") != std::string::npos,
              what + ": " + std::to_string(answer.status));
  }
  return {};
}

Result<> run(Scene& scene) {
  auto& tenant = scene.tenant();
  std::string const name = scene.canary("instructed");
  TROTH_TRY(auto person, tenant.person(name, name + "@example.com"));
  auto const all = acts(tenant, person);
  TROTH_TRY(Answer before, tenant.owner.get(all[1].path));
  scene.saw_status(before, 200, "control: before the first instruction, storage is stated");
  for (std::size_t i = 0; i < all.size(); ++i) {
    TROTH_TRY(Answer given, instruct(tenant, i, all[i].operation));
    scene.saw_status(given, 201, "control: an instruction");
    TROTH_TRY(try_all(scene, all, all[i].operation));
  }
  TROTH_TRY(Answer kept, tenant.owner.get(tenant.base + "/instructions"));
  std::size_t found = 0;
  for (std::size_t i = 0; i < all.size(); ++i) found += kept.body.find(hash_of(i)) != std::string::npos;
  scene.saw(kept.status == 200 && found == all.size(), std::to_string(found) + " of 6 instructions are kept");
  scene.saw(kept.body.find("\"given_by\"") != std::string::npos && kept.body.find("\"given\"") != std::string::npos,
            "they say who gave them, and when");
  return {};
}

constexpr std::string_view kMutants[] = {"instruction-ignored", "instruction-forgotten"};

}  // namespace

extern probe::Probe const x_6;
probe::Probe const x_6{
    .clause = "X-6",
    .sentence =
        "Once a customer has instructed which operations are done with its data, the service refuses every other one "
        "from the next request on. Each instruction is kept with the hash of its text, its giver and its time.",
    .hypothesis =
        "An instruction is a note that no operation looks at, or the one before is lost when the next is given.",
    .attack =
        "Six instructions are given one after the other, each naming one operation; after each, all six operations "
        "are tried by the tenant's owner, who has the permission for them.",
    .oracle = "The status and the words of each answer, and the list of instructions.",
    .passes =
        "Of 36 requests the 6 that the newest instruction names are done and 30 are refused for it; all 6 "
        "instructions are kept with their giver and time.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
