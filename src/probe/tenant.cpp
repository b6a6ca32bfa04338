#include <chrono>
#include <thread>

#include "base/json_writer.h"
#include "probe/furnish.h"

namespace troth::probe {
namespace {

using http::Method;

constexpr auto kPatience = std::chrono::seconds(30);

constexpr std::string_view kContact = R"({"fields":[
  {"name":"display_name","type":"text","sensitivity":"personal","purposes":["support"],"retention":"chat"},
  {"name":"email","type":"text","sensitivity":"personal","purposes":["support"],"retention":"chat","index":"email"},
  {"name":"score","type":"integer","sensitivity":"personal","purposes":["quality"],"retention":"chat"}]})";

}  // namespace

Result<Tenant::Person> Tenant::person(std::string const& display_name, std::string const& email) {
  Person out;
  TROTH_TRY(auto const made, owner.expect(201, Method::post, base + "/subjects"));
  TROTH_TRY(out.subject, made.text("subject"));
  std::string const records = base + "/subjects/" + out.subject + "/records/contact";
  Json body;
  body.object().member("display_name", display_name).member("email", email).member("score", 7).end();
  TROTH_TRY(auto const recorded, owner.expect(201, Method::post, records, body.text()));
  TROTH_TRY(out.record, recorded.text("record"));
  out.path = records + "/" + out.record;
  return out;
}

Result<> Tenant::completed(std::string const& location) {
  auto const until = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < until) {
    TROTH_TRY(auto const answer, owner.expect(200, Method::get, location));
    TROTH_TRY(auto const state, answer.text("state"));
    if (state == "completed") return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return fail(Code::unavailable, "a job was not completed in 30 s", location);
}

namespace {
/// The cell's own probe tenants are used again and again: what stands is not defined once more, as versions are
/// counted.
Result<bool> furnished(Tenant& tenant) {
  std::string const nobody = R"({"collection":"contact","field":"email","value":"nobody@example.com"})";
  TROTH_TRY(auto const answer, tenant.owner.post(tenant.base + "/lookup", nobody, {{"Purpose", "support"}}));
  return answer.status == 200;
}
}  // namespace

Result<> furnish(Tenant& tenant) {
  TROTH_TRY(bool const done, furnished(tenant));
  if (done) return {};
  auto const put = [&](std::string const& path, std::string body, int status) -> Result<> {
    TROTH_TRY(tenant.owner.expect(status, Method::put, tenant.base + path, std::move(body)));
    return {};
  };
  TROTH_TRY(put("/purposes/support", R"({"title":"Answering the people who write to us","reason":"never"})", 200));
  TROTH_TRY(put("/purposes/quality", R"({"title":"Reading conversations to answer better","reason":"never"})", 200));
  TROTH_TRY(put("/retention/chat", R"({"days":365,"ground":"questions come within a year"})", 200));
  return put("/collections/contact", std::string(kContact), 201);
}

}  // namespace troth::probe
