#include "clauses/attacks/deeds.h"

#include "clauses/attacks/again.h"
#include "crypto/jwe.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;

constexpr char kName[] = R"({"display_name":"Mal Example"})";
constexpr char kLookup[] = R"({"collection":"contact","field":"email","value":"ada@example.com"})";
constexpr char kRestrict[] = R"({"ground":"accuracy-contested","reason":"a probe"})";
constexpr char kLift[] = R"({"reason":"a probe"})";
constexpr char kField[] =
    R"({"fields":[{"name":"note","type":"text","sensitivity":"personal","purposes":["support"],"retention":"chat"}]})";
constexpr char kSpare[] = R"({"name":"spare","permissions":["consult"]})";
constexpr char kConsult[] = R"({"permissions":["consult"]})";
constexpr char kRadius[] = R"({"from":"2026-01-01T00:00:00Z","to":"2036-01-01T00:00:00Z","token":")";

std::string collected() {
  return std::string(R"({"collection":"contact","record":)") + kName + R"(,"notice":{"version":"1","sha256":")" +
         std::string(64, 'a') + R"(","choice":"accepted"}})";
}

/// With a key that nobody holds the private half of.
std::string recipient() {
  SystemRandom random;
  return R"({"title":"Mailer","country":"DE","basis":"authority","transfer":"eea","purposes":["support"],"key":)" +
         crypto::jwk_text(crypto::jwe_pair(crypto::JweCurve::x25519, random).point) + "}";
}

std::string combined(Stage const& stage) {
  return R"({"from":")" + stage.alike + R"(","into":")" + stage.person.subject +
         R"(","basis":"person","reason":"the same voice"})";
}

std::string disclosed(Stage const& stage) {
  return R"({"recipient":"mailer","subject":")" + stage.person.subject + R"(","collection":"contact","record":")" +
         stage.person.record + R"(","fields":["display_name"]})";
}

std::string used(Stage const& stage) {
  return R"({"collection":"contact","record":")" + stage.person.record +
         R"(","field":"display_name","act":"verify","value":"Mal Example"})";
}

void add_processing(std::vector<Deed>& out, Stage const& stage) {
  auto const& base = stage.base;
  std::string const subject = base + "/subjects/" + stage.person.subject, victim = base + "/subjects/" + stage.victim;
  out.insert(
      out.end(),
      {{"collecting", "collect", "subject.collected", 201, Method::post, base + "/collect", collected()},
       {"recording a person", "record", "record.recorded", 201, Method::post, base + "/subjects"},
       {"recording", "record", "record.recorded", 201, Method::post, subject + "/records/contact", kName},
       {"labelling", "organise", "record.organised", 200, Method::put, subject + "/labels/deed"},
       {"listing labels", "retrieve", "subject.retrieved", 200, Method::get, subject + "/labels"},
       {"naming who looks after a person", "organise", "record.organised", 200, Method::put, subject + "/assignee",
        R"({"principal":")" + stage.principal + R"("})"},
       {"stating what is stored", "state_storage", "storage.stated", 200, Method::get, subject + "/storage"},
       {"looking a person up", "retrieve", "subject.retrieved", 200, Method::post, base + "/lookup", kLookup, kSupport},
       {"listing records", "retrieve", "subject.retrieved", 200, Method::get, subject + "/records"},
       {"looking at a record", "consult", "record.consulted", 200, Method::get, stage.person.path, {}, kSupport},
       {"use", "use_value", "record.used", 200, Method::post, subject + "/use", used(stage), kSupport},
       {"counting", "use_value", "record.used", 200, Method::post, base + "/use/count", kLookup, kSupport},
       {"disclosing", "disclose", "record.disclosed", 201, Method::post, base + "/disclosures", disclosed(stage),
        kSupport},
       {"combining", "combine", "subject.combined", 201, Method::post, base + "/links", combined(stage), {}, 2},
       {"altering", "alter", "record.altered", 200, Method::patch, stage.person.path, kName, {{"If-Match", "\"1\""}}},
       {"restricting", "restrict", "subject.restriction_changed", 200, Method::put, victim + "/restriction", kRestrict},
       {"an objection", "restrict", "subject.objection_changed", 200, Method::put, victim + "/objections/quality"},
       {"lifting a restriction", "restrict", "subject.restriction_changed", 200, Method::del, victim + "/restriction",
        kLift},
       {"erasing", "erase", "erasure.intended", 202, Method::post, victim + "/erasure", R"({"ground":"objection"})"},
       {"looking at a job", "erase", "tenant.administered", 200, Method::get, base + "/jobs/" + stage.job},
       {"destroying for no ground", "destroy", "request.refused", 400, Method::post, base + "/destruction",
        R"({"ground":"whim"})"},
       {"disseminating", "disseminate", "request.refused", 403, Method::post, base + "/dissemination", "{}"}});
}

void add_import(std::vector<Deed>& out, Stage const& stage) {
  std::string const imports = stage.base + "/imports", import = imports + "/" + stage.import;
  std::string const line = std::string(R"({"new":"a","record":)") + kName + "}\n";
  out.insert(out.end(),
             {{"an import", "record", "import.opened", 201, Method::post, imports, R"({"collection":"contact"})"},
              {"looking at an import", "record", "tenant.administered", 200, Method::get, import},
              {"a chunk", "record", "import.chunk", 200, Method::put, import + "/chunks/0", line},
              {"ending an import", "record", "import.closed", 200, Method::post, import + "/close"}});
}

void add_administration(std::vector<Deed>& out, Stage const& stage, std::string const& label) {
  auto const& base = stage.base;
  std::string const tokens = base + "/principals/" + stage.principal + "/tokens";
  out.insert(
      out.end(),
      {{"structuring", "structure", "collection.structured", 201, Method::put, base + "/collections/" + label, kField},
       {"looking at the tenant", "administer", "tenant.administered", 200, Method::get, base},
       {"a purpose", "administer", "tenant.administered", 200, Method::put, base + "/purposes/" + label,
        R"({"title":"a probe"})"},
       {"a label", "administer", "tenant.administered", 200, Method::put, base + "/labels/deed",
        R"({"title":"a probe","class":"internal"})"},
       {"the classes of data", "administer", "tenant.administered", 200, Method::get, base + "/classes"},
       {"a retention class", "administer", "tenant.administered", 200, Method::put, base + "/retention/" + label,
        R"({"days":30,"ground":"a probe"})"},
       {"a principal", "administer", "principal.created", 201, Method::post, base + "/principals", kSpare},
       {"a token", "administer", "token.issued", 201, Method::post, tokens, kConsult},
       {"ending a token", "administer", "token.revoked", 200, Method::del, base + "/tokens/" + stage.token_id}});
}

void add_log(std::vector<Deed>& out, Stage const& stage) {
  std::string const log = stage.base + "/log", event = log + "/events/" + stage.event;
  out.insert(out.end(), {{"the log's checkpoint", "read_log", "log.read", 0, Method::get, log + "/checkpoint"},
                         {"the log's verifier", "read_log", "log.read", 0, Method::get, log + "/verifier"},
                         {"searching the log", "read_log", "log.searched", 200, Method::get, log + "/events?limit=1"},
                         {"opening an event", "read_log", "log.opened", 200, Method::get, event},
                         {"the proof of an event", "read_log", "log.read", 0, Method::get, event + "/proof"},
                         {"the receipt of an event", "read_log", "log.read", 0, Method::get, event + "/receipt"},
                         {"exporting the log", "read_log", "log.exported", 0, Method::get, log + "/export?limit=1"},
                         {"what a token reached", "read_log", "log.blast_radius", 200, Method::post,
                          log + "/blast-radius", kRadius + stage.token_id + "\"}"}});
}

void add_cell(std::vector<Deed>& out) {
  std::pair<std::string_view, std::string> const posts[] = {
      {"/v1/cell/tenants", R"({"name":"mal"})"},
      {"/v1/cell/principals", R"({"name":"mal","permissions":["read_log"]})"},
      {"/v1/cell/epochs", ""},
      {"/v1/cell/probe-runs", R"({"by":"operator"})"},
      {"/v1/cell/tom/versions", "{}"},
      {"/v1/cell/attestations", "{}"}};
  for (auto const& [path, body] : posts) out.push_back({path, "", "", 0, Method::post, std::string(path), body});
  for (std::string_view path : {"/v1/cell/keys", "/v1/cell/log/events", "/v1/cell/tom/versions"})
    out.push_back({path, "", "", 0, Method::get, std::string(path)});
}

}  // namespace

std::vector<std::string> const kPermissions = {"collect",    "record",  "organise",  "structure", "state_storage",
                                               "retrieve",   "consult", "use_value", "disclose",  "combine",
                                               "restrict",   "erase",   "destroy",   "alter",     "disseminate",
                                               "administer", "read_log"};

Result<Stage> stage_for(probe::Scene& scene, std::string const& name) {
  auto& tenant = scene.tenant();
  Stage out;
  out.base = tenant.base;
  TROTH_TRY(out.person, tenant.person(name, name + "@example.com"));
  TROTH_TRY(auto victim, tenant.person("Vic Example", name + "-vic@example.com"));
  TROTH_TRY(auto leaver, tenant.person("Lee Example", name + "-lee@example.com"));
  TROTH_TRY(auto alike, tenant.person("Al Example", name + "-al@example.com"));
  out.victim = victim.subject;
  out.alike = alike.subject;
  TROTH_TRY(Answer erased, tenant.owner.post(tenant.base + "/subjects/" + leaver.subject + "/erasure",
                                             R"({"ground":"consent-withdrawn"})"));
  TROTH_TRY(out.job, erased.text("job"));
  TROTH_TRY(Answer import,
            tenant.owner.expect(201, Method::post, tenant.base + "/imports", R"({"collection":"contact"})"));
  TROTH_TRY(out.import, import.text("import"));
  TROTH_TRY(Answer spare, tenant.owner.expect(201, Method::post, tenant.base + "/principals", kSpare));
  TROTH_TRY(out.principal, spare.text("principal"));
  TROTH_TRY(out.token_id, spare.text("token_id"));
  out.event = spare.event();
  TROTH_TRY(tenant.owner.put(tenant.base + "/labels/deed", R"({"title":"A deed","class":"internal"})"));
  TROTH_TRY(tenant.owner.put(tenant.base + "/recipients/mailer", recipient()));
  return out;
}

bool is_served(Deed const& deed, int status) {
  if (deed.must == 0) return status == 200 || status == 404 || status == 409;
  return status == deed.must || (deed.must == 202 && status == 200);
}

std::vector<Deed> deeds(Stage const& stage, std::string const& label) {
  std::vector<Deed> out;
  add_processing(out, stage);
  add_import(out, stage);
  add_administration(out, stage, label);
  add_log(out, stage);
  add_cell(out);
  return out;
}

}  // namespace troth::clauses
