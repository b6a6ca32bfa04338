#include "clauses/attacks/pages.h"

#include "base/clock.h"
#include "base/json_writer.h"

namespace troth::clauses {

using http::Method;
using probe::Answer;
using probe::Scene;

std::string const kTextNow = std::string(32, '2') + std::string(32, 'a');
std::string const kTextBefore = std::string(32, '1') + std::string(32, 'a');

std::string body_of(Sent const& sent) {
  std::string out = R"({"record":)" + sent.record + sent.beside;
  if (!sent.notice) return out + "}";
  Json json;
  json.object().member("version", sent.version).member("sha256", sent.hash).member("choice", sent.choice);
  if (!sent.shown_at.empty()) json.member("shown_at", rfc3339(SystemClock().now() + sent.shown_in));
  std::string notice = json.end().text();
  notice.insert(notice.size() - 1, sent.more);
  return out + R"(,"notice":)" + notice + "}";
}

std::vector<WrongSubmission> wrong_submissions() {
  std::vector<WrongSubmission> out;
  auto add = [&](std::string what, int must, auto const& change) {
    out.push_back({std::move(what), must, {}});
    change(out.back().sent);
  };
  for (std::string origin : {"", "https://evil.example.net", "http://www.example.com", "https://www.example.com:443",
                             "https://www.example.com.evil.example.net", "null"})
    add("from the origin \"" + origin + "\"", 403, [&](Sent& s) { s.origin = origin; });
  add("under the notice that was replaced", 409, [](Sent& s) { s.version = "1", s.hash = kTextBefore; });
  add("under a notice that never was", 409, [](Sent& s) { s.version = "7"; });
  add("with the hash of another text", 403, [](Sent& s) { s.hash = kTextBefore; });
  add("with a forged hash", 403, [](Sent& s) { s.hash.back() = s.hash.back() == '0' ? '1' : '0'; });
  add("without a notice", 400, [](Sent& s) { s.notice = false; });
  add("with a notice that was never shown", 400, [](Sent& s) { s.shown_at.clear(); });
  add("with a notice that will be shown tomorrow", 400, [](Sent& s) { s.shown_in = std::chrono::hours(24); });
  add("declined", 403, [](Sent& s) { s.choice = "declined"; });
  add("with a box that was ticked beforehand", 403, [](Sent& s) { s.more = R"(,"prechecked":true)"; });
  add("with a field that nobody declared", 400, [](Sent& s) { s.record = R"({"text":"x","shoe_size":"38"})"; });
  add("with a declared field that the form does not take", 400,
      [](Sent& s) { s.record = R"({"text":"x","email":"ada@example.com"})"; });
  add("with a field of another purpose", 400, [](Sent& s) { s.record = R"({"text":"x","score":"7"})"; });
  add("with what the browser knows of the person", 400, [](Sent& s) { s.beside = R"(,"ip":"198.51.100.7")"; });
  add("of a child, without a policy for ages", 400, [](Sent& s) { s.beside = R"(,"age":"child")"; });
  add("with a card number", 400, [](Sent& s) { s.record = R"({"text":"pay with )" + std::string(kCard) + "\"}"; });
  return out;
}

Result<Answer> Page::send(Sent const& sent, probe::Headers headers) {
  if (!sent.origin.empty()) headers["Origin"] = sent.origin;
  return caller.post(path, body_of(sent), std::move(headers));
}

Result<> furnish_site(Scene& scene) {
  auto& tenant = scene.tenant();
  auto field = [](std::string const& name, std::string const& purpose) {
    return R"({"name":")" + name + R"(","type":"text","sensitivity":"personal","purposes":[")" + purpose +
           R"("],"retention":"chat"})";
  };
  std::string const fields =
      field("text", "support") + "," + field("email", "support") + "," + field("score", "quality");
  TROTH_TRY(tenant.owner.expect(201, Method::put, tenant.base + "/collections/lead", "{\"fields\":[" + fields + "]}"));
  auto notice = [](std::string const& version, std::string const& hash) {
    return R"({"version":")" + version + R"(","sha256":")" + hash + R"(","title":"What we do with your data"})";
  };
  TROTH_TRY(tenant.owner.expect(201, Method::put, tenant.base + "/notices/site", notice("1", kTextBefore)));
  TROTH_TRY(tenant.owner.expect(200, Method::put, tenant.base + "/notices/site", notice("2", kTextNow)));
  return {};
}

std::string form_with(std::string_view member, std::string_view value) {
  std::pair<std::string_view, std::string_view> const plain[] = {
      {"collection", R"("lead")"}, {"purpose", R"("support")"},
      {"fields", R"(["text"])"},   {"origins", R"(["https://www.example.com"])"},
      {"notice", R"("site")"},     {"per_minute", "1000"},
      {"per_day", "10000"},        {"cards", R"("refuse")"}};
  Json json;
  json.object();
  for (auto const& [name, as_it_is] : plain) {
    auto const text = name == member ? value : as_it_is;
    if (text != "null") json.key(name).raw(text);
  }
  return json.end().text();
}

Result<Page> page_of(Scene& scene, std::string const& name, std::string const& form) {
  auto& tenant = scene.tenant();
  std::string const path = tenant.base + "/forms/" + name;
  TROTH_TRY(tenant.owner.expect(201, Method::put, path, form));
  TROTH_TRY(Answer made, tenant.owner.expect(201, Method::post, path + "/tokens", R"({"days":90})"));
  TROTH_TRY(std::string token, made.text("token"));
  return Page{path + "/collect", scene.caller(token)};
}

}  // namespace troth::clauses
