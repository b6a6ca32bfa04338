#include "clauses/attacks/tokens.h"

#include "base/json_writer.h"
#include "clauses/attacks/files.h"

namespace troth::clauses {
namespace {

using probe::Answer;

constexpr int kSecretPart = 3;

}  // namespace

std::string Issued::secret_text() const {
  std::string_view rest = token;
  for (int i = 0; i < kSecretPart; ++i) rest.remove_prefix(std::min(rest.size(), rest.find('.') + 1));
  return std::string(rest.substr(0, rest.find('.')));
}

std::string Issued::secret_bytes() const {
  auto const bytes = from_base64url(secret_text());
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

std::string issue_body(std::string const& name, int days) {
  Json body;
  body.object().member("name", name).key("permissions").array().value("administer").end();
  return body.member("days", days).end().text();
}

Result<Issued> issue(probe::Scene& scene, std::string const& name, int days, probe::Headers const& headers) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer made,
            tenant.owner.expect(201, http::Method::post, tenant.base + "/principals", issue_body(name, days), headers));
  TROTH_TRY(std::string token, made.text("token"));
  TROTH_TRY(std::string id, made.text("token_id"));
  probe::Caller caller = scene.caller(token);
  Issued out{std::move(caller), std::move(token), std::move(id), made.event()};
  if (out.secret_bytes().size() != 32) return fail(Code::invalid, "a token is not made as docs/formats/token.md says");
  return out;
}

Result<> search_files(probe::Scene& scene, Issued const& issued) {
  TROTH_TRY(auto const control, scene.files_with(raw_id(issued.id)));
  scene.saw(!control.empty(),
            "control: the id of the token, kept in clear, is found in " + std::to_string(control.size()) + " files");
  for (auto const& what : {issued.secret_text(), issued.secret_bytes()})
    for (auto const& spelling : spellings(what)) {
      TROTH_TRY(auto const hits, scene.files_with(spelling));
      scene.saw(hits.empty(), "the token's secret lies in " + (hits.empty() ? "no file" : hits.front()));
    }
  return {};
}

}  // namespace troth::clauses
