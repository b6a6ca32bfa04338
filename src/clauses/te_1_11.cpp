// TE-1.11 Restriction: a restricted person's data is stored, and nothing else is done with it.
#include "clauses/attacks/again.h"
#include "clauses/attacks/lookup.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Headers;
using probe::Scene;

constexpr char kRestrict[] = R"({"ground":"accuracy-contested","reason":"the person says that it is wrong"})";
constexpr char kName[] = R"({"display_name":"Bo Example"})";

struct Act {
  std::string_view what;
  int must;
  Method method;
  std::string path, body;
  Headers headers = {};
};

/// What the operations of the law are here, as far as a person's own path goes.
std::vector<Act> acts(probe::Tenant::Person const& person, std::string const& subject) {
  return {
      {"consultation", 423, Method::get, person.path, "", kSupport},
      {"recording", 423, Method::post, subject + "/records/contact", kName},
      {"alteration", 423, Method::patch, person.path, kName, {{"If-Match", "\"1\""}}},
      {"retrieval of the list", 423, Method::get, subject + "/records", ""},
      {"organisation", 423, Method::put, subject + "/labels/vip", ""},
      {"use", 423, Method::post, subject + "/use", "{}", kSupport},
      {"erasure before the restriction is lifted", 423, Method::post, subject + "/erasure",
       R"({"ground":"objection"})"},
      {"a second restriction", 409, Method::put, subject + "/restriction", kRestrict},
      {"a lifting without a reason", 400, Method::del, subject + "/restriction", "{}"},
      {"a lifting with an empty reason", 400, Method::del, subject + "/restriction", R"({"reason":""})"},
  };
}

Result<> import_line(Scene& scene, std::string const& subject) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer opened,
            tenant.owner.expect(201, Method::post, tenant.base + "/imports", R"({"collection":"contact"})"));
  TROTH_TRY(std::string import, opened.text("import"));
  std::string const chunk = R"({"subject":")" + subject + R"(","record":)" + kName + "}\n";
  TROTH_TRY(Answer answer, tenant.owner.put(tenant.base + "/imports/" + import + "/chunks/0", chunk));
  scene.saw(answer.status == 200 && answer.body.find("\"accepted\":0") != std::string::npos,
            "a line of an import that names the person is not taken");
  return {};
}

Result<> run(Scene& scene) {
  auto& tenant = scene.tenant();
  std::string const name = scene.canary("frozen"), email = name + "@example.com";
  TROTH_TRY(auto person, tenant.person(name, email));
  std::string const subject = tenant.base + "/subjects/" + person.subject;
  TROTH_TRY(Answer before, tenant.owner.get(person.path, kSupport));
  scene.saw_status(before, 200, "control: consultation before the restriction");
  TROTH_TRY(Answer groundless, tenant.owner.put(subject + "/restriction", R"({"ground":"whim","reason":"none"})"));
  scene.saw_status(groundless, 400, "a restriction on no ground of Art. 18");
  TROTH_TRY(Answer restricted, tenant.owner.put(subject + "/restriction", kRestrict));
  scene.saw_status(restricted, 200, "control: the restriction");

  for (auto const& act : acts(person, subject)) {
    TROTH_TRY(Answer answer, tenant.owner.ask(act.method, act.path, act.body, act.headers));
    scene.saw_status(answer, act.must, "while restricted, " + std::string(act.what));
    scene.saw(answer.body.find(name) == std::string::npos, std::string(act.what) + " shows nothing of the person");
  }
  TROTH_TRY(bool const findable, finds(tenant, email, person.subject));
  scene.saw(!findable, "while restricted, a lookup does not find the person");
  TROTH_TRY(import_line(scene, person.subject));
  TROTH_TRY(Answer stored, tenant.owner.get(subject + "/storage"));
  scene.saw(stored.status == 200 && stored.body.find("\"restricted\"") != std::string::npos,
            "control: the statement of storage is given and says that the person is restricted");

  TROTH_TRY(probe::Caller rights, scene.principal({"export_data"}));
  TROTH_TRY(Answer copy, rights.get(subject + "/dsr", {{"Reason", "the person asked for it"}}));
  scene.saw(copy.status == 200 && copy.body.find(name) != std::string::npos,
            "control: the person's copy is made, for a reason and by who may export");

  TROTH_TRY(probe::Caller desk, scene.principal({"consult", "erase"}));
  TROTH_TRY(Answer usurped, desk.ask(Method::del, subject + "/restriction", R"({"reason":"it was right"})"));
  scene.saw_status(usurped, 403, "a lifting by somebody without the permission");

  TROTH_TRY(Answer lifted, tenant.owner.ask(Method::del, subject + "/restriction", R"({"reason":"it was right"})"));
  scene.saw_status(lifted, 200, "control: the lifting with a reason");
  TROTH_TRY(Answer after, tenant.owner.get(person.path, kSupport));
  scene.saw(after.status == 200 && after.body.find(name) != std::string::npos &&
                after.body.find("\"version\":1") != std::string::npos,
            "control: afterwards the record is read again, as it was");
  TROTH_TRY(bool const back, finds(tenant, email, person.subject));
  scene.saw(back, "control: afterwards a lookup finds the person again");
  return {};
}

constexpr std::string_view kMutants[] = {"restriction-ignored"};

}  // namespace

extern probe::Probe const te_1_11;
probe::Probe const te_1_11{
    .clause = "TE-1.11",
    .sentence =
        "The data of a restricted person is stored and nothing else: nobody reads, finds, changes, adds "
        "to or erases it, but for the copy that the person has a right to. This lasts until somebody with the "
        "permission lifts the restriction and states the reason.",
    .hypothesis =
        "A restriction is a flag that some operation does not look at: the person's data can still be read, found, "
        "written or erased.",
    .attack =
        "A person is restricted. Then every operation that takes a person is tried by the tenant's owner, who has the "
        "permission for each of them, and a lookup and an import that would reach the person; the lifting is tried "
        "without a reason.",
    .oracle = "The status and body of each answer, and the record after the restriction was lifted.",
    .passes =
        "Every operation but the statement of storage and the person's copy is refused with 423, lookup and import "
        "pass the person over, "
        "the lifting needs a reason, and after it the record is as it was.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenant};

}  // namespace troth::clauses
