#include <chrono>
#include <thread>

#include "demo_dataset.h"
#include "demo_walk.h"
#include "probe/twin.h"
#include "programs.h"

// The end of a tenant, on a disposable cell whose clock can be moved: the demo's own goes on.

namespace troth::cli {
namespace {

using act::EventType;
using http::Method;

constexpr auto kWindow = std::chrono::hours(24 * 30);
constexpr char kField[] =
    R"({"fields":[{"name":"email","type":"text","sensitivity":"personal","purposes":["support"],"retention":"contact"}]})";

/// A customer who leaves, with one person's record, and two people who may destroy.
struct Leaving {
  TenantId id;
  Secret admin, first, second;
  std::string path(std::string_view rest) const { return "/v1/tenants/" + id.text() + std::string(rest); }
};

Result<Secret> token_in(Answer const& answer) {
  TROTH_TRY(std::string text, answer.text("token"));
  Secret out = Secret::copy_of(as_bytes(text));
  explicit_bzero(text.data(), text.size());
  return out;
}

Result<Leaving> move_in(Api& api, std::string const& admin, std::string const& email) {
  Leaving out;
  out.admin = Secret::copy_of(as_bytes(admin));
  TROTH_TRY(auto made, api.expect(out.admin, {Method::post, "/v1/cell/tenants", R"({"name":"harbour-chat"})"}, 201));
  TROTH_TRY(std::string const tenant, made.text("tenant"));
  auto const id = TenantId::parse(tenant);
  if (!id) return fail(Code::invalid, "the answer's tenant is no id");
  out.id = *id;
  TROTH_TRY(out.first, token_in(made));
  auto ask = [&](Method method, std::string_view path, std::string body, int status) {
    return api.expect(out.first, {method, out.path(path), std::move(body)}, status);
  };
  // With a token that outlives the window.
  TROTH_TRY(auto named,
            ask(Method::post, "/principals", R"({"name":"second","permissions":["destroy"],"days":90})", 201));
  TROTH_TRY(out.second, token_in(named));
  TROTH_TRY(ask(Method::put, "/purposes/support", R"({"title":"Answering people"})", 200));
  TROTH_TRY(ask(Method::put, "/retention/contact", R"({"days":365,"ground":"people write again"})", 200));
  TROTH_TRY(ask(Method::put, "/collections/contact", kField, 201));
  TROTH_TRY(auto person, ask(Method::post, "/subjects", "", 201));
  TROTH_TRY(std::string const subject, person.text("subject"));
  TROTH_TRY(ask(Method::post, "/subjects/" + subject + "/records/contact", "{\"email\":\"" + email + "\"}", 201));
  return out;
}

struct Left {
  std::int64_t keys = 0, rows = 0;
  std::string state;
};

/// The state first: it is the last thing that a destruction writes, so what is counted after it is final.
Result<Left> left_of(Observer const& there, TenantId tenant) {
  Left out;
  TROTH_TRY(auto state, there.data("SELECT state FROM tenant WHERE tenant_id = $1", {tenant}));
  out.state = state.size() == 1 ? state[0][0].text() : "no row";
  TROTH_TRY(auto keys, there.keys("SELECT COUNT(*) FROM key_row WHERE tenant_id = $1", {tenant}));
  out.keys = keys[0][0].integer();
  TROTH_TRY(out.rows, there.count("SELECT (SELECT COUNT(*) FROM subject WHERE tenant_id = $1)"
                                  " + (SELECT COUNT(*) FROM record WHERE tenant_id = $1)"
                                  " + (SELECT COUNT(*) FROM record_history WHERE tenant_id = $1)"
                                  " + (SELECT COUNT(*) FROM blind_index WHERE tenant_id = $1)"
                                  " + (SELECT COUNT(*) FROM principal WHERE tenant_id = $1)",
                                  {tenant}));
  return out;
}

/// Until the tenant's row says that it is done, half a minute at most.
Result<Left> left_in_the_end(Observer const& there, TenantId tenant) {
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (;;) {
    TROTH_TRY(auto left, left_of(there, tenant));
    if (left.state == "destroyed" || std::chrono::steady_clock::now() > until) return left;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace

Result<> Walk::destruction(Scene& scene) {
  TROTH_TRY(auto const self, own_program());
  TROTH_TRY(auto twin, probe::Twin::start({self, {}, {}}));
  Observer const there(twin->data());
  scene.look_through(there);
  out_ << "  twin      a cell of its own, with a clock that can be moved; the demo's tenant stays\n";
  TROTH_TRY(auto api, Api::connect(twin->target().url, twin->target().ca));
  TROTH_TRY(auto const tenant, move_in(api, twin->admin_token(), visitor_.contact.email));
  TROTH_TRY(auto before, left_of(there, tenant.id));
  scene.saw(before.keys > 0 && before.rows > 0, "before: " + std::to_string(before.keys) + " keys and " +
                                                    std::to_string(before.rows) + " rows of the tenant");
  TROTH_TRY(scene.perform(api, tenant.first,
                          {Method::post, tenant.path("/destruction"), R"({"ground":"contract-ended"})"}, 202, tenant.id,
                          EventType::destruction_intended));
  Ask const confirm{Method::post, tenant.path("/destruction/confirm")};
  TROTH_TRY(scene.perform(api, tenant.first, confirm, 409, tenant.id, EventType::refused));
  TROTH_TRY(scene.perform(api, tenant.second, confirm, 409, tenant.id, EventType::refused));
  TROTH_TRY(twin->advance(kWindow + std::chrono::minutes(10)));
  out_ << "  clock     30 days on: the time to take the data out has ended\n";
  TROTH_TRY(scene.perform(api, tenant.first, confirm, 409, tenant.id, EventType::refused));
  TROTH_TRY(auto kept, left_of(there, tenant.id));
  scene.saw(kept.keys >= before.keys, "nobody alone: who asked cannot confirm, and every key is there");
  TROTH_TRY(auto done, scene.perform(api, tenant.second, confirm, 200, kCell, EventType::destruction_confirmed));
  TROTH_TRY(auto at_once, left_of(there, tenant.id));
  scene.saw(at_once.keys == 0, "with the answer: " + std::to_string(at_once.keys) + " keys of the tenant");
  TROTH_TRY(auto after, left_in_the_end(there, tenant.id));
  scene.saw(after.keys == 0 && after.rows == 0 && after.state == "destroyed",
            "after: " + std::to_string(after.keys) + " keys, " + std::to_string(after.rows) +
                " rows of people, records, indexes and principals; the tenant's row says " + after.state);
  TROTH_TRY(std::string const job, done.text("job"));
  TROTH_TRY(auto certificate, scene.perform(api, tenant.admin, {Method::get, "/v1/cell/destructions/" + job}, 200,
                                            kCell, EventType::administered));
  scene.saw(certificate.body.find(tenant.id.text()) != std::string::npos &&
                certificate.body.find("destruction.completed") != std::string::npos,
            "the certificate names the tenant and ends with destruction.completed");
  return twin->stop();
}

}  // namespace troth::cli
