#include <algorithm>

#include "base/json_writer.h"
#include "demo_site.h"
#include "demo_walk.h"

// What is taken in, and how it lies there.

namespace troth::cli {
namespace {

using act::EventType;
using http::Method;

std::string json_text(std::string_view text) { return Json().value(text).text(); }

Result<SubjectId> subject_of(Answer const& answer) {
  TROTH_TRY(std::string text, answer.text("subject"));
  auto subject = SubjectId::parse(text);
  if (!subject) return fail(Code::invalid, "the answer's subject is no id");
  return *subject;
}

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

Result<> Walk::collection(Scene& scene) {
  auto const& tenant = cast_.tenant;
  TROTH_TRY(auto answer, scene.perform(cast_.api, tenant.page, sent_by_page(tenant, visitor_.contact), 201, tenant.id,
                                       EventType::collected));
  TROTH_TRY(subject_, subject_of(answer));
  TROTH_TRY(contact_record_, answer.text("record"));
  TROTH_TRY(auto keys, cast_.observer.keys("SELECT wrap FROM key_row WHERE tenant_id = $1 AND kind = 5 AND holder = $2",
                                           {tenant.id, subject_}));
  scene.saw(keys.size() == 1, "a key of the visitor's own in keys.db, wrapped twice");
  TROTH_TRY(auto receipts, cast_.observer.data("SELECT envelope FROM receipt WHERE tenant_id = $1 AND subject_id = $2",
                                               {tenant.id, subject_}));
  scene.saw(receipts.size() == 1 && hex(ByteView(receipts[0][0].bytes()).first(4)) == "d7010100",
            "a receipt for the notice that was accepted, sealed under that key");
  TROTH_TRY(auto row, record_row("contact", contact_record_));
  auto const& contact = visitor_.contact;
  out_ << "  taken in  " << contact.display_name << ", " << contact.email << ", " << contact.phone << "\n";
  TROTH_TRY(look_sealed(scene, row, {contact.display_name, contact.email, contact.phone}));
  return refuse_at_the_form(scene);
}

/// Another website, another notice, and more than the form takes; between them the visitor comes again, on a phone.
Result<> Walk::refuse_at_the_form(Scene& scene) {
  auto const& tenant = cast_.tenant;
  auto const turned_away = [&](Ask const& ask, int status) -> Result<> {
    TROTH_TRY(scene.perform(cast_.api, tenant.page, ask, status, tenant.id, EventType::refused));
    return {};
  };
  Contact phone = visitor_.contact;
  phone.email = "phone." + phone.email;
  TROTH_TRY(turned_away(sent_by_page(tenant, phone, "https://www.example.net"), 403));
  TROTH_TRY(turned_away(sent_by_page(tenant, phone, kSiteOrigin, "2025-01"), 409));
  TROTH_TRY(auto second, cast_.api.expect(tenant.page, sent_by_page(tenant, phone), 201));
  TROTH_TRY(on_the_phone_, subject_of(second));
  TROTH_TRY(turned_away(sent_by_page(tenant, phone), 429));
  TROTH_TRY(auto taken, cast_.observer.count("SELECT COUNT(*) FROM receipt WHERE tenant_id = $1", {tenant.id}));
  scene.saw(taken == kTakenAMinute, std::to_string(taken) + " receipts in all: as many as the form takes in a minute");
  return {};
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

}  // namespace troth::cli
