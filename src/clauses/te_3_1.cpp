// TE-3.1 Least privilege: a permission opens its own operation and no other, and to administer is not to read.
#include "base/json_writer.h"
#include "clauses/attacks/deeds.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Caller;
using probe::Scene;

/// A person's name, whatever is answered to somebody who may not read it.
bool shows(Answer const& answer, std::string const& name) { return answer.body.find(name) != std::string::npos; }

bool is_refusal(Deed const& deed, Answer const& answer, std::string const& name) {
  bool const denied = answer.status == 403 && answer.body.find("permission") != std::string::npos;
  bool const absent = answer.status == 404 && deed.permission.empty();  // a route of the cell need not be there at all
  return (denied || absent) && !answer.event().empty() && !shows(answer, name);
}

/// One row of the table: a principal with this permission alone tries everything.
Result<> try_all(Scene& scene, std::string const& permission, std::vector<Deed> const& all, std::string const& name) {
  TROTH_TRY(Caller one, scene.principal({permission}));
  std::size_t refused = 0;
  std::string last, wrong;
  for (auto const& deed : all) {
    TROTH_TRY(Answer answer, one.ask(deed.method, deed.path, deed.body, deed.headers));
    bool const own = deed.permission == permission;
    if (own) scene.saw(is_served(deed, answer.status), permission + " opens: " + std::string(deed.what));
    if (own) continue;
    bool const held = is_refusal(deed, answer, name);
    refused += held;
    if (held) last = answer.event();
    if (!held) wrong += "; " + std::string(deed.what) + ": " + std::to_string(answer.status);
  }
  scene.saw(wrong.empty(), permission + " opens nothing else: " + std::to_string(refused) + " refusals" + wrong);
  TROTH_TRY(Answer told, scene.tenant().reader.get(scene.tenant().base + "/log/events/" + last));
  auto const type = told.text("type");
  scene.saw(type && *type == "request.refused", "the last of these refusals is in the log");
  return {};
}

/// Without a token, or with one that nobody was given, there is nothing.
Result<> try_without(Scene& scene, std::vector<Deed> const& all) {
  std::string wrong;
  for (auto const& deed : all) {
    TROTH_TRY(Answer answer, scene.stranger().ask(deed.method, deed.path, deed.body, deed.headers));
    bool const turned_away = answer.status == 401 || answer.status == 429;  // the second: asked too often in a minute
    if (!turned_away) wrong += "; " + std::string(deed.what) + ": " + std::to_string(answer.status);
  }
  scene.saw(wrong.empty(), std::to_string(all.size()) + " requests without a token are turned away" + wrong);
  return {};
}

std::string principal_with(std::string const& list) { return R"({"name":"mixed","permissions":[)" + list + "]}"; }

/// What is handed on: never beyond what the principal holds, never the log with anything else, and with an event.
Result<> hand_on(Scene& scene, Stage const& stage) {
  TROTH_TRY(Caller administrator, scene.principal({"administer"}));
  std::string const principals = stage.base + "/principals", tokens = principals + "/" + stage.principal + "/tokens";
  std::pair<std::string, std::string> const wrong[] = {{principals, principal_with(R"("read_log","consult")")},
                                                       {principals, principal_with(R"("read_log","administer")")},
                                                       {principals, principal_with(R"("administer_cell")")},
                                                       {principals, principal_with(R"("run_probes")")},
                                                       {tokens, R"({"permissions":["consult","erase"]})"},
                                                       {tokens, R"({"permissions":["read_log"]})"},
                                                       {tokens, R"({"permissions":["administer"]})"}};
  for (auto const& [path, body] : wrong) {
    TROTH_TRY(Answer answer, administrator.post(path, body));
    scene.saw_status(answer, 403, "a principal or token with " + body.substr(body.find('[')));
  }
  TROTH_TRY(Answer own, administrator.post(principals, principal_with(R"("consult")")));
  TROTH_TRY(Answer told, scene.tenant().reader.get(stage.base + "/log/events/" + own.event()));
  scene.saw(own.status == 201 && told.body.find("principal.created") != std::string::npos &&
                told.body.find("consult") != std::string::npos,
            "who hands a permission on, to itself too, is in the log with it");
  return {};
}

/// The administrator of the cell runs it; that is no reason to see a tenant's data or log, nor a way to them.
Result<> try_administrator(Scene& scene, std::vector<Deed> const& all, std::string const& name) {
  TROTH_TRY(probe::Twin * twin, scene.twin());
  Caller admin(twin->target(), Secret::copy_of(as_bytes(twin->admin_token())));
  std::string wrong;
  for (auto const& deed : all) {
    if (deed.permission == "administer" || deed.permission.empty()) continue;
    TROTH_TRY(Answer answer, admin.ask(deed.method, deed.path, deed.body, deed.headers));
    bool const refused = answer.status == 403 || (answer.status == 404 && deed.permission == "read_log");
    if (!refused || shows(answer, name)) wrong += "; " + std::string(deed.what) + ": " + std::to_string(answer.status);
  }
  scene.saw(wrong.empty(), "the cell's administrator reads and changes nothing of a tenant" + wrong);
  TROTH_TRY(Answer inside, admin.post(scene.tenant().base + "/principals", principal_with(R"("consult")")));
  scene.saw_status(inside, 403, "a principal of the tenant, made by the cell's administrator");
  TROTH_TRY(Answer outside, admin.post("/v1/cell/principals", principal_with(R"("consult")")));
  scene.saw_status(outside, 403, "a principal of the cell who could look at records");
  TROTH_TRY(Answer keys, admin.get("/v1/cell/keys"));
  scene.saw_status(keys, 200, "control: the cell's administrator administers the cell");
  return {};
}

Result<> run(Scene& scene) {
  std::string const name = scene.canary("guarded");
  TROTH_TRY(Stage const stage, stage_for(scene, name));
  auto const all = deeds(stage, scene.canary("deed"));
  for (auto const& permission : kPermissions) TROTH_TRY(try_all(scene, permission, all, name));
  TROTH_TRY(try_without(scene, all));
  TROTH_TRY(hand_on(scene, stage));
  return scene.place() == probe::Place::twin ? try_administrator(scene, all, name) : Result<>();
}

constexpr std::string_view kMutants[] = {"permission-not-checked", "log-reading-combined"};

}  // namespace

extern probe::Probe const te_3_1;
probe::Probe const te_3_1{
    .clause = "TE-3.1",
    .sentence =
        "Every request under /v1 needs a token that carries the permission of its operation; no other permission "
        "stands in for it. The permission to administer does not include reading records or the log; handing a "
        "permission on, to oneself too, leaves an event.",
    .hypothesis =
        "Some route does not look at the permission of its operation, or takes another one for it; or who administers "
        "reads records or the log.",
    .attack =
        "Seventeen principals with one permission each try 46 requests, those that only the cell's people may send "
        "among them. Then the same without a token, tokens and principals with more than may be handed on, and, on a "
        "twin, all of it as the administrator of the cell.",
    .oracle = "The status of each of the answers, whether they name an event, and the log.",
    .passes =
        "Each principal is served exactly where its one permission is asked for; everything else is 403 with an event "
        "of its own and shows nothing. Without a token all is 401. The cell's administrator reads nothing.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenantAndLog};

}  // namespace troth::clauses
