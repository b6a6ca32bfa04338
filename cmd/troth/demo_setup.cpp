#include "demo_setup.h"

#include <chrono>
#include <fstream>
#include <iomanip>
#include <sstream>

#include "base/json_writer.h"
#include "base/private_file.h"
#include "demo_site.h"
#include "import_client.h"
#include "progress.h"

namespace troth::cli {
namespace {

using http::Method;

constexpr std::string_view kMessage = R"({"fields":[
  {"name":"conversation","type":"text","sensitivity":"internal","purposes":["support","quality"],"retention":"conversation","required":true},
  {"name":"sent_at","type":"timestamp","sensitivity":"internal","purposes":["support","quality"],"retention":"conversation"},
  {"name":"text","type":"text","sensitivity":"personal","purposes":["support","quality"],"retention":"conversation","required":true}]})";

class SetUp {
 public:
  SetUp(Api& api, std::filesystem::path data) : api_(api), data_(std::move(data)) {}

  Result<DemoTenant> run() {
    TROTH_TRY(make_administrator());
    TROTH_TRY(make_tenant());
    TROTH_TRY(tenant_.designer, principal("designer", R"(["structure"])"));
    TROTH_TRY(tenant_.importer, principal("importer", R"(["record"])"));
    TROTH_TRY(tenant_.desk,
              principal("desk", R"(["record","retrieve","consult","state_storage","alter","use_value"])"));
    TROTH_TRY(tenant_.care, principal("care", R"(["organise","retrieve","consult","read_special"])"));
    TROTH_TRY(tenant_.dispatch, principal("dispatch", R"(["disclose"])"));
    TROTH_TRY(tenant_.matcher, principal("matcher", R"(["combine"])"));
    TROTH_TRY(tenant_.herald, principal("herald", R"(["disseminate"])"));
    TROTH_TRY(tenant_.privacy, principal("privacy", R"(["state_storage","restrict","erase"])"));
    TROTH_TRY(tenant_.auditor, principal("auditor", R"(["read_log"])"));
    TROTH_TRY(rule("/purposes/support", R"({"title":"Answering the people who write to us","reason":"never"})"));
    TROTH_TRY(rule("/purposes/quality", R"({"title":"Reading conversations to answer better","reason":"never"})"));
    TROTH_TRY(rule("/retention/conversation", R"({"days":365,"ground":"warranty questions come within a year"})"));
    TROTH_TRY(rule("/retention/contact", R"({"days":730,"ground":"people write again within two years"})"));
    TROTH_TRY(api_.expect(tenant_.designer,
                          {Method::put, tenant_.path("/collections/contact"), contact_definition(false)}, 201));
    TROTH_TRY(
        api_.expect(tenant_.designer, {Method::put, tenant_.path("/collections/message"), std::string(kMessage)}, 201));
    TROTH_TRY(set_up_site(api_, tenant_, data_));
    return std::move(tenant_);
  }

 private:
  Result<> make_administrator() {
    std::filesystem::create_directory(data_ / "tokens");
    std::filesystem::permissions(data_ / "tokens", std::filesystem::perms::owner_all);
    std::ifstream in(data_ / "first-admin");
    std::string line;
    if (!std::getline(in, line)) return fail(Code::unavailable, "the first-admin token cannot be read");
    TROTH_TRY(auto answer,
              api_.expect(Secret::copy_of(as_bytes(line)), {Method::post, "/v1/cell/administrators"}, 201));
    explicit_bzero(line.data(), line.size());
    std::filesystem::remove(data_ / "first-admin");  // used up
    TROTH_TRY(tenant_.admin, keep_token(answer, data_, "admin"));
    return {};
  }

  Result<> make_tenant() {
    TROTH_TRY(auto answer,
              api_.expect(tenant_.admin, {Method::post, "/v1/cell/tenants", R"({"name":"lantern-chat"})"}, 201));
    TROTH_TRY(std::string text, answer.text("tenant"));
    auto id = TenantId::parse(text);
    if (!id) return fail(Code::invalid, "the answer's tenant is no id");
    tenant_.id = *id;
    tenant_.created = answer.event;
    TROTH_TRY(tenant_.owner, keep_token(answer, data_, "owner"));
    return {};
  }

  Result<Secret> principal(std::string const& name, std::string const& permissions) {
    std::string const body = "{\"name\":\"" + name + "\",\"permissions\":" + permissions + "}";
    TROTH_TRY(auto answer, api_.expect(tenant_.owner, {Method::post, tenant_.path("/principals"), body}, 201));
    return keep_token(answer, data_, name);
  }

  Result<> rule(std::string_view path, std::string body) {
    TROTH_TRY(api_.expect(tenant_.owner, {Method::put, tenant_.path(path), std::move(body)}, 200));
    return {};
  }

  Api& api_;
  std::filesystem::path data_;
  DemoTenant tenant_;
};

void field(Json& json, std::string_view name, std::string_view index, bool required) {
  json.object().member("name", name).member("type", "text").member("sensitivity", "personal");
  json.key("purposes").array().value("support").end().member("retention", "contact").member("required", required);
  if (!index.empty()) json.member("index", index);
  json.end();
}

}  // namespace

Result<Secret> keep_token(Answer const& answer, std::filesystem::path const& data, std::string const& name) {
  TROTH_TRY(std::string token, answer.text("token"));
  Secret out = Secret::copy_of(as_bytes(token));
  TROTH_TRY(write_private_file(data / "tokens" / name, token + "\n"));
  explicit_bzero(token.data(), token.size());
  return out;
}

std::string contact_definition(bool with_language) {
  Json json;
  json.object().key("fields").array();
  field(json, "display_name", "", true);
  field(json, "email", "email", true);
  field(json, "phone", "phone", false);
  if (with_language) field(json, "language", "", false);
  return json.end().end().text();
}

Result<DemoTenant> set_up_tenant(Api& api, std::filesystem::path const& data, std::ostream& out) {
  TROTH_TRY(auto tenant, SetUp(api, data).run());
  out << "tenant        lantern-chat, with a token each for its owner, nine services and the page of its website\n"
      << "rules         purposes support and quality; conversations are kept 365 days, contacts 730 days\n"
      << "website       " << kSiteOrigin << ", with a form and a notice in force\n";
  return tenant;
}

Result<Imported> import_lines(Api& api, DemoTenant const& tenant, std::string_view collection, std::string lines,
                              std::ostream& out, std::function<void()> const& after_chunk) {
  auto const began = std::chrono::steady_clock::now();
  std::uint64_t const size = lines.size();
  std::istringstream in(std::move(lines));
  Imported result;
  std::map<std::string, int> problems;
  {
    std::string const name(collection);
    Progress progress("importing " + name + " records, bytes");
    std::uint64_t sent = 0;
    ImportJob const job{tenant.id.text(), name, "", bearer(tenant.importer), 2'000};
    TROTH_TRY(auto outcome, run_import(
                                api.client(), job, in, [](std::string const&) {},
                                [&](std::uint64_t bytes) {
                                  progress.show(sent += bytes, size);
                                  after_chunk();
                                },
                                [&](RejectedLine const& line) { ++problems[line.problem]; }));
    result = {outcome.accepted, outcome.rejected, std::move(outcome.made)};
  }
  double const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  out << "imported      " << result.accepted << " " << collection << " records in " << std::fixed
      << std::setprecision(1) << seconds << " s, " << std::setprecision(0)
      << static_cast<double>(result.accepted) / seconds << " a second; " << result.rejected << " refused" << std::endl;
  for (auto const& [problem, times] : problems)
    out << "              refused: " << problem << " (" << times << ")" << std::endl;
  return result;
}

}  // namespace troth::cli
