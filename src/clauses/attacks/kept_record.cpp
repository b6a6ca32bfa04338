#include "clauses/attacks/kept_record.h"

#include <thread>

#include "base/json_writer.h"
#include "clauses/attacks/again.h"

namespace troth::clauses {

using http::Method;
using probe::Answer;
using probe::Scene;

Result<Answer> Keeping::set_days(Scene& scene, int days, std::string const& more) const {
  auto& tenant = scene.tenant();
  return tenant.owner.put(tenant.base + "/retention/" + name,
                          R"({"days":)" + std::to_string(days) + R"(,"ground":"chat history")" + more + "}");
}

Result<> Keeping::make(Scene& scene, int days) const {
  TROTH_TRY(Answer made, set_days(scene, days));
  auto const field = [&](std::string const& its, std::string const& index) {
    return R"({"name":")" + its + R"(","type":"text","sensitivity":"personal","purposes":["support"],"retention":")" +
           name + "\"" + index + "}";
  };
  auto& tenant = scene.tenant();
  TROTH_TRY(
      tenant.owner.expect(201, Method::put, tenant.base + "/collections/" + name,
                          R"({"fields":[)" + field("note", "") + "," + field("email", R"(,"index":"email")") + "]}"));
  if (made.status != 200) return fail(Code::invalid, "the retention class was not taken");
  return {};
}

Result<probe::Tenant::Person> Keeping::person(Scene& scene, std::string const& email) const {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer made, tenant.owner.expect(201, Method::post, tenant.base + "/subjects"));
  probe::Tenant::Person out;
  TROTH_TRY(out.subject, made.text("subject"));
  std::string const records = tenant.base + "/subjects/" + out.subject + "/records/" + name;
  Json body;
  body.object().member("note", "hello").member("email", email).end();
  TROTH_TRY(Answer recorded, tenant.owner.expect(201, Method::post, records, body.text()));
  TROTH_TRY(out.record, recorded.text("record"));
  out.path = records + "/" + out.record;
  return out;
}

Result<bool> Keeping::finds(Scene& scene, std::string const& email) const {
  auto& tenant = scene.tenant();
  Json body;
  body.object().member("collection", name).member("field", "email").member("value", email).end();
  TROTH_TRY(Answer answer, tenant.owner.expect(200, Method::post, tenant.base + "/lookup", body.text(), kSupport));
  return answer.body.find("\"record\"") != std::string::npos;
}

Result<> must_read(Scene& scene, probe::Tenant::Person const& person, std::string const& what) {
  TROTH_TRY(Answer answer, scene.tenant().owner.get(person.path, kSupport));
  scene.saw_status(answer, 200, what);
  return {};
}

Result<bool> goes(Scene& scene, probe::Tenant::Person const& person) {
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  for (;;) {
    TROTH_TRY(Answer answer, scene.tenant().owner.get(person.path, kSupport));
    if (answer.status == 404) return true;
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace troth::clauses
