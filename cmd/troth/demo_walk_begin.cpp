#include <algorithm>

#include "base/json_writer.h"
#include "crypto/hash.h"
#include "demo_walk.h"

// The first half of the way: what is taken in, and who may look at it.

namespace troth::cli {
namespace {

using act::EventType;
using http::Method;

constexpr std::string_view kNotice =
    "We keep what you write for a year, to answer you. You can have it erased at any time.";

std::string json_text(std::string_view text) { return Json().value(text).text(); }

bool contains(Bytes const& bytes, std::string_view text) { return as_text(bytes).find(text) != std::string_view::npos; }

}  // namespace

Dataset::Message const& Walk::longest() const {
  return *std::ranges::max_element(visitor_.messages, {}, [](auto const& message) { return message.text.size(); });
}

Result<> Walk::bulk(Scene& scene) {
  TROTH_TRY(auto count, cast_.observer.count("SELECT COUNT(*) FROM record WHERE tenant_id = $1", {cast_.tenant.id}));
  scene.saw(count == cast_.imported, std::to_string(count) + " record rows, as many as the imports accepted");
  std::size_t places = 0;
  for (auto const& text : cast_.said) {
    TROTH_TRY(std::size_t found, cast_.observer.places(text));
    places += found;
  }
  scene.saw(!cast_.said.empty() && places == 0,
            "the " + std::to_string(cast_.said.size()) + " longest texts " + in_places(places) + " of any file");
  return {};
}

Result<> Walk::structuring(Scene& scene) {
  TROTH_TRY(scene.perform(cast_.api, cast_.tenant.designer,
                          {Method::put, cast_.tenant.path("/collections/contact"), contact_definition(true)}, 200,
                          cast_.tenant.id, EventType::structured));
  TROTH_TRY(auto rows,
            cast_.observer.data("SELECT version, definition FROM collection WHERE tenant_id = $1 AND name = 'contact'"
                                " ORDER BY version",
                                {cast_.tenant.id}));
  bool const both = rows.size() == 2 && rows[0][1].text().find("\"language\"") == std::string::npos &&
                    rows[1][1].text().find("\"language\"") != std::string::npos;
  scene.saw(both, "two versions: the first as it was, the second with `language`");
  return {};
}

Result<> Walk::collection(Scene& scene) {
  std::string const body = R"({"collection":"contact","record":)" + visitor_.contact.json() +
                           R"(,"notice":{"version":"2026-11","choice":"accepted","sha256":")" +
                           hex(crypto::sha256(as_bytes(kNotice))) + "\"}}";
  TROTH_TRY(auto answer,
            scene.perform(cast_.api, cast_.tenant.desk, {Method::post, cast_.tenant.path("/collect"), body}, 201,
                          cast_.tenant.id, EventType::collected));
  TROTH_TRY(std::string text, answer.text("subject"));
  TROTH_TRY(contact_record_, answer.text("record"));
  auto subject = SubjectId::parse(text);
  if (!subject) return fail(Code::invalid, "the answer's subject is no id");
  subject_ = *subject;
  TROTH_TRY(auto keys, cast_.observer.keys("SELECT wrap FROM key_row WHERE tenant_id = $1 AND kind = 5 AND holder = $2",
                                           {cast_.tenant.id, subject_}));
  scene.saw(keys.size() == 1, "a key of the visitor's own in keys.db, wrapped twice");
  TROTH_TRY(auto row, record_row("contact", contact_record_));
  auto const& contact = visitor_.contact;
  out_ << "  taken in  " << contact.display_name << ", " << contact.email << ", " << contact.phone << "\n";
  contact_tag_ = answer.etag;
  return look_sealed(scene, row, {contact.display_name, contact.email, contact.phone});
}

Result<> Walk::recording(Scene& scene) {
  for (auto const& message : visitor_.messages) {
    Ask const ask{Method::post, subject_path("/records/message"), message_json(message)};
    bool const show = &message == &longest();
    auto answer = show ? scene.perform(cast_.api, cast_.tenant.desk, ask, 201, cast_.tenant.id, EventType::recorded)
                       : cast_.api.expect(cast_.tenant.desk, ask, 201);
    if (!answer) return std::move(answer).error();
    if (!show) continue;
    TROTH_TRY(message_record_, answer->text("record"));
  }
  TROTH_TRY(auto count, cast_.observer.count("SELECT COUNT(*) FROM record WHERE tenant_id = $1 AND subject_id = $2"
                                             " AND collection = 'message'",
                                             {cast_.tenant.id, subject_}));
  scene.saw(count == static_cast<std::int64_t>(visitor_.messages.size()),
            std::to_string(count) + " message rows, one for each");
  TROTH_TRY(auto row, record_row("message", message_record_));
  out_ << "  taken in  <text of " << longest().text.size() << " bytes>, the longest\n";
  std::string const escaped = json_text(longest().text);
  return look_sealed(scene, row, {longest().text, escaped.substr(1, escaped.size() - 2)});
}

Result<> Walk::retrieval(Scene& scene) {
  std::string const body =
      R"({"collection":"contact","field":"email","value":)" + json_text(visitor_.contact.email) + "}";
  TROTH_TRY(auto answer, scene.perform(cast_.api, cast_.tenant.desk,
                                       {Method::post, cast_.tenant.path("/lookup"), body, {{"Purpose", "support"}}},
                                       200, cast_.tenant.id, EventType::retrieved));
  bool const ids_only = answer.body.find(subject_.text()) != std::string::npos &&
                        answer.body.find(visitor_.contact.email) == std::string::npos;
  scene.saw(ids_only, "ids and no content in the answer");
  TROTH_TRY(auto rows,
            cast_.observer.data("SELECT token FROM blind_index WHERE tenant_id = $1 AND collection = 'contact'"
                                " AND field = 'email' AND subject_id = $2",
                                {cast_.tenant.id, subject_}));
  scene.saw(rows.size() == 1 && rows[0][0].bytes().size() == 16,
            "the index row: " + (rows.empty() ? std::string("none") : first_bytes(rows[0][0].bytes())));
  return {};
}

Ask Walk::consult_contact() const {
  return {Method::get, contact_path() + "?fields=display_name,email,phone", "", {{"Purpose", "support"}}};
}

Result<> Walk::consultation(Scene& scene) {
  TROTH_TRY(auto answer,
            scene.perform(cast_.api, cast_.tenant.desk, consult_contact(), 200, cast_.tenant.id, EventType::consulted));
  TROTH_TRY(auto row, record_row("contact", contact_record_));
  out_ << "  allowed   " << visitor_.contact.email << "\n";
  scene.saw(
      answer.body.find(visitor_.contact.email) != std::string::npos && !contains(row.envelope, visitor_.contact.email),
      "row       " + first_bytes(row.envelope));

  Ask const message{
      Method::get, subject_path("/records/message/" + message_record_) + "?fields=text", "", {{"Purpose", "quality"}}};
  TROTH_TRY(auto read, scene.perform(cast_.api, cast_.tenant.desk, message, 200, cast_.tenant.id, EventType::consulted,
                                     [this](Answer const&) {
                                       return "<text of " + std::to_string(longest().text.size()) + " bytes>";
                                     }));
  TROTH_TRY(auto value, http::parse_json(read.body));
  scene.saw(value.dump().find(json_text(longest().text)) != std::string::npos,
            "the text in the answer is the one that was said");

  Ask const beyond{Method::get, contact_path() + "?fields=phone", "", {{"Purpose", "quality"}}};
  TROTH_TRY(scene.perform(cast_.api, cast_.tenant.desk, beyond, 403, cast_.tenant.id, EventType::refused));
  return {};
}

Result<> Walk::storage(Scene& scene) {
  TROTH_TRY(auto answer, scene.perform(cast_.api, cast_.tenant.desk, {Method::get, subject_path("/storage")}, 200,
                                       cast_.tenant.id, EventType::storage_stated));
  TROTH_TRY(auto rows,
            cast_.observer.data("SELECT collection, COUNT(*) FROM record WHERE tenant_id = $1 AND subject_id = $2"
                                " GROUP BY collection ORDER BY collection",
                                {cast_.tenant.id, subject_}));
  bool stated = !rows.empty();
  for (auto const& row : rows) {
    Json line;
    line.object().member("collection", row[0].text()).member("records", row[1].integer());
    stated = stated && answer.body.find(line.text()) != std::string::npos;
  }
  scene.saw(stated, "the counts of the statement are those of the rows");
  return {};
}

}  // namespace troth::cli
