#include "base/json_writer.h"
#include "demo_walk.h"

// Who may know what lies there, find it and look at it.

namespace troth::cli {
namespace {

using act::EventType;
using http::Method;

std::string json_text(std::string_view text) { return Json().value(text).text(); }

bool contains(Bytes const& bytes, std::string_view text) { return as_text(bytes).find(text) != std::string_view::npos; }

}  // namespace

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

Ask Walk::consult_message() const {
  return {Method::get, message_path() + "?fields=text", "", {{"Purpose", "quality"}}};
}

/// The longest message, whose text is compared and never shown.
Result<> Walk::read_message(Scene& scene, Secret const& token) {
  auto const size_only = [this](Answer const&) {
    return "<text of " + std::to_string(longest().text.size()) + " bytes>";
  };
  TROTH_TRY(auto read,
            scene.perform(cast_.api, token, consult_message(), 200, cast_.tenant.id, EventType::consulted, size_only));
  TROTH_TRY(auto value, http::parse_json(read.body));
  scene.saw(value.dump().find(json_text(longest().text)) != std::string::npos,
            "the text in the answer is the one that was said");
  return {};
}

Result<> Walk::consultation(Scene& scene) {
  TROTH_TRY(auto answer,
            scene.perform(cast_.api, cast_.tenant.desk, consult_contact(), 200, cast_.tenant.id, EventType::consulted));
  contact_tag_ = answer.etag;
  TROTH_TRY(auto row, record_row("contact", contact_record_));
  out_ << "  allowed   " << visitor_.contact.email << "\n";
  scene.saw(
      answer.body.find(visitor_.contact.email) != std::string::npos && !contains(row.envelope, visitor_.contact.email),
      "row       " + first_bytes(row.envelope));

  TROTH_TRY(read_message(scene, cast_.tenant.desk));

  Ask const beyond{Method::get, contact_path() + "?fields=phone", "", {{"Purpose", "quality"}}};
  TROTH_TRY(scene.perform(cast_.api, cast_.tenant.desk, beyond, 403, cast_.tenant.id, EventType::refused));
  return {};
}

}  // namespace troth::cli
