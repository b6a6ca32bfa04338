#include "base/clock.h"
#include "base/json_writer.h"
#include "tour_stop.h"

// A token is stolen and reads 37 people. The log is asked whom it reached.

namespace troth::cli {
namespace {

using http::Method;

constexpr std::size_t kRead = 37;

struct Thief {
  std::string principal;
  Secret token;
};

/// A principal of the tenant like any other, who loses the token.
Result<Thief> lose_token(Api& api, DemoTenant const& tenant) {
  TROTH_TRY(auto made, api.expect(tenant.owner,
                                  {Method::post, tenant.path("/principals"),
                                   R"({"name":"night-shift","permissions":["consult","retrieve"],"days":1})"},
                                  201));
  Thief out;
  TROTH_TRY(out.principal, made.text("principal"));
  TROTH_TRY(std::string const text, made.text("token"));
  out.token = Secret::copy_of(as_bytes(text));
  return out;
}

/// The first record of this person, as the thief finds and reads it; whether it was read.
Result<bool> read_one(Api& api, DemoTenant const& tenant, Thief const& thief, std::string const& subject) {
  std::string const base = tenant.path("/subjects/" + subject + "/records");
  TROTH_TRY(auto listed, api.expect(thief.token, {Method::get, base}, 200));
  TROTH_TRY(auto object, listed.object());
  auto const* records = object.contains("records") ? object.find("records")->second.array() : nullptr;
  if (!records) return fail(Code::invalid, "the answer lists no records");
  for (auto const& value : *records) {
    auto const* one = value.object();
    if (!one || !one->contains("collection") || !one->contains("record")) continue;
    auto const* collection = one->find("collection")->second.text();
    auto const* record = one->find("record")->second.text();
    if (!collection || !record || *collection != "contact") continue;
    TROTH_TRY(auto seen, api.ask(thief.token, {Method::get,
                                               base + "/contact/" + *record + "?fields=display_name,email",
                                               "",
                                               {{"Purpose", "support"}}}));
    return seen.status == 200;
  }
  return false;
}

}  // namespace

Result<TourSeen> tour_thief(TourCast const& cast, std::string const&) {
  TROTH_TRY(auto api, Api::connect(cast.url, cast.data / "tls" / "cert.pem"));
  TROTH_TRY(auto thief, lose_token(api, cast.tenant));
  auto const from = SystemClock().now() - std::chrono::minutes(1);
  std::size_t read = 0;
  for (auto const& person : cast.people) {
    if (read == kRead) break;
    TROTH_TRY(bool const seen, read_one(api, cast.tenant, thief, person));
    read += seen;
  }
  Json question;
  question.object().member("actor", thief.principal).member("from", rfc3339(from));
  question.member("to", rfc3339(SystemClock().now() + std::chrono::minutes(1))).end();
  TROTH_TRY(auto answer, api.expect(cast.tenant.auditor,
                                    {Method::post, cast.tenant.path("/log/blast-radius"), question.text()}, 200));
  TROTH_TRY(auto object, answer.object());
  auto const counted = object.contains("subjects") ? object.find("subjects")->second.integer() : nullptr;

  TourSeen out;
  out.held = read == kRead && counted && *counted == static_cast<std::int64_t>(kRead);
  out.summary = "The token read " + std::to_string(read) + " people; the log says " +
                (counted ? std::to_string(*counted) : "nothing") + ".";
  constexpr std::size_t kShown = 1'500;
  out.details = tour_said("What the log answered",
                          answer.body.size() > kShown ? answer.body.substr(0, kShown) + " …" : answer.body);
  out.details += tour_line("Nobody kept a list: each of these reads left an event before its answer.");
  return out;
}

}  // namespace troth::cli
