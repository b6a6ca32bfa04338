// TE-14c Credentials: a token is shown once, kept as a hash, taken in one place, and it ends.
#include "base/json_writer.h"
#include "clauses/attacks/again.h"
#include "clauses/attacks/tokens.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Headers;
using probe::Scene;

constexpr int kMostDays = 90;

struct Place {
  std::string what, query;
  Headers headers = {};
};

/// Where software of others looks for a token, and forms of the right header that are not quite it.
std::vector<Place> wrong_places(std::string const& token) {
  std::string const user = base64(as_bytes(token + ":")), password = base64(as_bytes(":" + token));
  std::string spoilt = token;
  spoilt[token.size() / 2] = spoilt[token.size() / 2] == 'A' ? 'B' : 'A';
  return {{"in the query", "?access_token=" + token},
          {"in the query, as token", "?token=" + token},
          {"in the query, as Authorization", "?Authorization=Bearer%20" + token},
          {"in a cookie", "", {{"Cookie", "token=" + token + "; Authorization=Bearer " + token}}},
          {"as the user of Basic", "", {{"Authorization", "Basic " + user}}},
          {"as the password of Basic", "", {{"Authorization", "Basic " + password}}},
          {"without a scheme", "", {{"Authorization", token}}},
          {"under another scheme", "", {{"Authorization", "Token " + token}}},
          {"in a header of an API key", "", {{"X-Api-Key", token}}},
          {"in a header of its own", "", {{"X-Auth-Token", token}}},
          {"in a proxy's header", "", {{"Proxy-Authorization", "Bearer " + token}}},
          {"with one letter changed", "", {{"Authorization", "Bearer " + spoilt}}},
          {"with something behind it", "", {{"Authorization", "Bearer " + token + "A"}}},
          {"cut short", "", {{"Authorization", "Bearer " + token.substr(0, token.size() - 1)}}}};
}

/// 401, or 429 where others failed too often from the same source in this minute: no request is let in by that.
void saw_turned_away(Scene& scene, Answer const& answer, std::string const& what) {
  scene.saw(answer.status == 401 || answer.status == 429, what + ": " + std::to_string(answer.status));
}

Result<> try_places(Scene& scene, Issued& issued) {
  std::string const path = scene.tenant().base;
  TROTH_TRY(Answer right, issued.caller.get(path));
  scene.saw_status(right, 200, "control: the token in the Authorization header");
  for (auto const& [what, query, headers] : wrong_places(issued.token)) {
    TROTH_TRY(Answer answer, scene.stranger().get(path + query, headers));
    saw_turned_away(scene, answer, "the token " + what);
  }
  return {};
}

/// After the one answer that carried it, no route gives it, and no file holds it or its secret part.
Result<> look_for_it(Scene& scene) {
  auto& tenant = scene.tenant();
  Headers const key = {{"Idempotency-Key", scene.canary("token")}};
  TROTH_TRY(auto const issued, issue(scene, "shown-once", 1, key));
  std::size_t shown = 0;
  TROTH_TRY(Answer repeated, tenant.owner.post(tenant.base + "/principals", issue_body("shown-once", 1), key));
  TROTH_TRY(Answer described, tenant.owner.get(tenant.base));
  TROTH_TRY(Answer event, tenant.reader.get(tenant.base + "/log/events/" + issued.event));
  for (auto const* answer : {&repeated, &described, &event})
    shown += answer->body.find(issued.secret_text()) != std::string::npos;
  scene.saw(shown == 0 && event.status == 200,
            "neither a repeat of the request nor the tenant's page nor the event of its making shows the token again");
  return scene.of_customer() ? Result<>() : search_files(scene, issued);
}

Result<> ask_for_days(Scene& scene) {
  auto& tenant = scene.tenant();
  for (std::int64_t days : {kMostDays + 1, 365, 1'000'000, 0, -1}) {
    std::string const body = Json()
                                 .object()
                                 .member("name", "long")
                                 .key("permissions")
                                 .array()
                                 .value("consult")
                                 .end()
                                 .member("days", days)
                                 .end()
                                 .text();
    TROTH_TRY(Answer answer, tenant.owner.post(tenant.base + "/principals", body));
    scene.saw_status(answer, 400, "a token for " + std::to_string(days) + " days");
  }
  return {};
}

/// Ended by name, it is dead for the very next request, on the same connection too, and stays so.
Result<> revoke(Scene& scene, Issued& issued) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer before, issued.caller.get(tenant.base));
  TROTH_TRY(Answer ended, tenant.owner.ask(Method::del, tenant.base + "/tokens/" + issued.id));
  TROTH_TRY(Answer after, issued.caller.get(tenant.base));
  scene.saw(before.status == 200 && ended.status == 200, "control: a live token is ended");
  saw_turned_away(scene, after, "the next request with an ended token");
  if (scene.place() == probe::Place::live) return {};
  TROTH_TRY(probe::Twin * twin, scene.twin());
  TROTH_TRY(twin->stop());
  TROTH_TRY(twin->restart());
  TROTH_TRY(Answer later, again(*twin, issued.caller).get(scene.tenant().base));
  saw_turned_away(scene, later, "the ended token after a restart");
  return {};
}

/// On a twin, whose clock can be moved: to just before the end, and to the end.
Result<> wait_for_the_end(Scene& scene) {
  TROTH_TRY(probe::Twin * twin, scene.twin());
  TROTH_TRY(auto day, issue(scene, "short", 1));
  TROTH_TRY(auto longest, issue(scene, "longest", kMostDays));
  std::string const path = scene.tenant().base;
  auto const look = [&](Issued& issued, int must, std::string const& what) -> Result<> {
    TROTH_TRY(Answer answer, issued.caller.get(path));
    scene.saw_status(answer, must, what);
    return {};
  };
  TROTH_TRY(twin->advance(std::chrono::hours(23)));
  TROTH_TRY(look(day, 200, "control: a token of a day after 23 hours"));
  TROTH_TRY(twin->advance(std::chrono::hours(2)));
  TROTH_TRY(look(day, 401, "a token of a day after 25 hours"));
  TROTH_TRY(twin->advance(std::chrono::hours(24 * (kMostDays - 2))));
  TROTH_TRY(look(longest, 200, "control: a token of 90 days after 89 days"));
  TROTH_TRY(twin->advance(std::chrono::hours(24)));
  return look(longest, 401, "the longest token there is after 90 days");
}

Result<> run(Scene& scene) {
  TROTH_TRY(auto issued, issue(scene, "tried-elsewhere", 1));
  TROTH_TRY(try_places(scene, issued));
  TROTH_TRY(look_for_it(scene));
  TROTH_TRY(ask_for_days(scene));
  TROTH_TRY(revoke(scene, issued));
  return scene.place() == probe::Place::twin ? wait_for_the_end(scene) : Result<>();
}

constexpr std::string_view kMutants[] = {"token-kept-in-clear", "revoked-token-accepted", "expired-token-accepted",
                                         "token-days-unbounded"};

}  // namespace

extern probe::Probe const te_14c;
probe::Probe const te_14c{
    .clause = "TE-14c",
    .sentence =
        "The service shows a token once, keeps it only as a keyed hash, accepts it nowhere but in the Authorization "
        "header and lets it live {token.days_max} at most.",
    .hypothesis =
        "A token can be read back from the cell or its files, is taken where it gets into logs and histories, or works "
        "when it should not any more.",
    .attack =
        "A live token is sent in the query, in cookies, as Basic and in headers of other products, cut, lengthened and "
        "with a letter changed. It is asked for again, and looked for in the files. Tokens are asked for with too many "
        "days, ended, and, on a twin, left until their time is over.",
    .oracle = "The status of each answer, the bytes of all files of the data folder, and the event of its making.",
    .passes =
        "All 14 wrong places are turned away, no answer and no file has the token or its secret again, 91 days and "
        "more are refused, an ended token is dead at the next request and an old one at its time.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = {.neighbour = false, .files = false, .left_out = "the search of the cell's files"}};

}  // namespace troth::clauses
