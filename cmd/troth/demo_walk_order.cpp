#include "demo_setup.h"
#include "demo_walk.h"

// How it is put in order: what is special is labelled, and then not there for who may not see it; and what a contact is
// made of.

namespace troth::cli {
namespace {

using act::EventType;
using http::Method;

constexpr std::string_view kLabel = "health";

constexpr store::Sql kLabelled{
    "SELECT k.label, l.class FROM labelled k JOIN label l ON l.tenant_id = k.tenant_id AND l.name = k.label"
    " WHERE k.tenant_id = $1 AND k.subject_id = $2 AND k.collection = 'message' AND k.record_id = $3"};

}  // namespace

Result<> Walk::organisation(Scene& scene) {
  auto const& tenant = cast_.tenant;
  TROTH_TRY(cast_.api.expect(
      tenant.owner,
      {Method::put, tenant.path("/labels/health"), R"({"title":"Says something of health","class":"special"})"}, 201));
  Ask ask{Method::put, message_path() + "/labels/health"};
  TROTH_TRY(scene.perform(cast_.api, tenant.care, ask, 200, tenant.id, EventType::organised));
  auto const record = RecordId::parse(message_record_);
  if (!record) return fail(Code::not_found, "there is no message to look for");
  auto rows = [&] { return cast_.observer.data(kLabelled, {tenant.id, subject_, *record}); };
  TROTH_TRY(auto labelled, rows());
  constexpr std::int64_t kSpecial = 3;
  scene.saw(labelled.size() == 1 && labelled[0][0].text() == kLabel && labelled[0][1].integer() == kSpecial,
            "the label's row: ids and the word `health`, which is of the class special");
  TROTH_TRY(std::size_t said, cast_.observer.places(longest().text));
  scene.saw(said == 0, "the text that it is about " + in_places(said) + " of any file");
  TROTH_TRY(look_for_special(scene));
  ask.method = Method::del;
  TROTH_TRY(scene.perform(cast_.api, tenant.care, ask, 200, tenant.id, EventType::organised));
  TROTH_TRY(auto taken, rows());
  scene.saw(taken.empty(), "it was a cold: the label's row is gone");
  return {};
}

/// Neither listed nor found by its id for the desk; both for whoever may see what is special.
Result<> Walk::look_for_special(Scene& scene) {
  auto const& tenant = cast_.tenant;
  auto listed = [&](Secret const& who) -> Result<bool> {
    TROTH_TRY(auto answer, scene.perform(cast_.api, who, {Method::get, subject_path("/records")}, 200, tenant.id,
                                         EventType::retrieved));
    return answer.body.find(message_record_) != std::string::npos;
  };
  TROTH_TRY(bool const at_the_desk, listed(tenant.desk));
  scene.saw(!at_the_desk, "it is not in the desk's list");
  TROTH_TRY(scene.perform(cast_.api, tenant.desk, consult_message(), 404, tenant.id, EventType::refused));
  TROTH_TRY(bool const in_care, listed(tenant.care));
  scene.saw(in_care, "it is in the list of `care`, who may see what is special");
  return read_message(scene, tenant.care);
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

}  // namespace troth::cli
