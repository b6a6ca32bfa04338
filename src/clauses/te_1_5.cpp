// TE-1.5 Storage: what is typed into the cell lies in no file of it in readable form.
#include "base/json_writer.h"
#include "clauses/attacks/again.h"
#include "clauses/attacks/files.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Headers;
using probe::Scene;

struct Input {
  std::string what;
  bool taken;  ///< else refused, by a rule that is another clause's
  Method method;
  std::string path, body;
  Headers headers = {};
};

/// Everything a person or a client can type, with `word` in it. Left out by design: the names that a tenant gives to
/// its purposes, classes, collections and fields, and their titles, which are kept in clear.
std::vector<Input> inputs(probe::Tenant const& tenant, probe::Tenant::Person const& person, std::string const& word) {
  std::string const subject = tenant.base + "/subjects/" + person.subject, records = subject + "/records/contact";
  std::string const named = "{\"display_name\":\"" + word + "\"}";
  auto lookup = [](std::string const& value) {
    return Json().object().member("collection", "contact").member("field", "email").member("value", value).end().text();
  };
  std::string const notice =
      R"("notice":{"version":")" + word + R"(","sha256":")" + std::string(64, 'a') + R"(","choice":")";
  std::string const collect = R"({"collection":"contact","record":)" + named + ",";
  std::string const ground = R"({"ground":"accuracy-contested","reason":")" + word + "\"}";
  return {
      {"a field", true, Method::post, records, named},
      {"an altered field", true, Method::patch, person.path, named, {{"If-Match", "\"1\""}}},
      {"a search that finds", true, Method::post, tenant.base + "/lookup", lookup(word + "@example.com"), kSupport},
      {"a search in vain", true, Method::post, tenant.base + "/lookup", lookup("no-" + word + "@example.com"),
       kSupport},
      {"the reason of a look", true, Method::get, person.path, "", {{"Purpose", "support"}, {"Reason", word}}},
      {"a notice", true, Method::post, tenant.base + "/collect", collect + notice + "accepted\"}}"},
      {"a notice that was declined", false, Method::post, tenant.base + "/collect", collect + notice + word + "\"}}"},
      {"an Idempotency-Key", true, Method::post, tenant.base + "/subjects", "", {{"Idempotency-Key", word}}},
      {"the name of an unknown field", false, Method::post, records, "{\"" + word + "\":\"x\"}"},
      {"the value of an unknown field", false, Method::post, records, "{\"unknown\":\"" + word + "\"}"},
      {"broken JSON", false, Method::post, records, "{\"display_name\":\"" + word},
      {"an unknown purpose", false, Method::get, person.path, "", {{"Purpose", word}}},
      {"the path", false, Method::get, subject + "/records/contact/" + word, "", kSupport},
      {"the query", false, Method::get, person.path + "?fields=" + word, "", kSupport},
      {"the browser's name", true, Method::get, person.path, "", {{"Purpose", "support"}, {"User-Agent", word}}},
      {"the reason of a restriction", true, Method::put, subject + "/restriction", ground},
      {"the reason of a lifting", true, Method::del, subject + "/restriction", "{\"reason\":\"" + word + "\"}"},
  };
}

Result<> look(Scene& scene, std::string const& word, std::string const& subject, std::string const& when) {
  TROTH_TRY(auto control, scene.files_with(raw_id(subject)));
  scene.saw(!control.empty(), "control, " + when + ": the id of the person, kept in clear, is found in " +
                                  std::to_string(control.size()) + " files");
  for (auto const& spelling : spellings(word)) {
    TROTH_TRY(auto hits, scene.files_with(spelling));
    scene.saw(hits.empty(),
              when + ": what was typed lies in " +
                  (hits.empty() ? "no file" : std::to_string(hits.size()) + " files, such as " + hits.front()));
  }
  return {};
}

Result<> run(Scene& scene) {
  auto& tenant = scene.tenant();
  std::string const word = scene.canary("typed");
  TROTH_TRY(auto person, tenant.person("Ada " + word, word + "@example.com"));
  for (auto const& input : inputs(tenant, person, word)) {
    TROTH_TRY(Answer answer, tenant.owner.ask(input.method, input.path, input.body, input.headers));
    if (input.taken) scene.saw(answer.status / 100 == 2, "control: typed into " + input.what + " and taken");
  }
  TROTH_TRY(look(scene, word, person.subject, "while it is served"));
  if (scene.place() == probe::Place::live) return {};
  TROTH_TRY(probe::Twin * twin, scene.twin());
  TROTH_TRY(twin->stop());
  TROTH_TRY(look(scene, word, person.subject, "after it was stopped"));
  TROTH_TRY(twin->restart());
  TROTH_TRY(Answer back, scene.tenant().owner.get(person.path, kSupport));
  scene.saw(back.status == 200 && back.body.find(word) != std::string::npos,
            "control: after a restart the record is read back in clear");
  return look(scene, word, person.subject, "after a restart");
}

constexpr std::string_view kMutants[] = {"encryption-is-identity"};

}  // namespace

extern probe::Probe const te_1_5;
probe::Probe const te_1_5{
    .clause = "TE-1.5",
    .sentence =
        "The values of every record lie encrypted under a key of the person's own. No file of the data "
        "folder holds them in the clear.",
    .hypothesis =
        "Something that a person typed lies readable in a database, its log, a snapshot or another file: who "
        "copies the disk reads it.",
    .attack =
        "A random word is typed into 19 inputs, those of requests that are refused too. Then every file of the data "
        "folder is searched for it: as it is, in UTF-16, hex and base64. On a twin also after a stop and a restart.",
    .oracle = "The bytes of all files in the data folder, as a thief would copy them.",
    .passes =
        "No file holds the word in any spelling, while the same search finds the person's id, which is kept in clear.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
