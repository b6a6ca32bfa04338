#include "base/json_writer.h"
#include "demo_walk.h"

// The end of the way: what is closed, changed and gone, and whether it is gone.

namespace troth::cli {
namespace {

using act::EventType;
using http::Method;

constexpr store::Sql kEmailToken{
    "SELECT token FROM blind_index WHERE tenant_id = $1 AND subject_id = $2 AND field = 'email'"};

constexpr store::Sql kLeft{
    "SELECT (SELECT COUNT(*) FROM record WHERE tenant_id = $1 AND subject_id = $2)"
    " + (SELECT COUNT(*) FROM record_history WHERE tenant_id = $1 AND subject_id = $2)"
    " + (SELECT COUNT(*) FROM blind_index WHERE tenant_id = $1 AND subject_id = $2)"
    " + (SELECT COUNT(*) FROM receipt WHERE tenant_id = $1 AND subject_id = $2)"
    " + (SELECT COUNT(*) FROM labelled WHERE tenant_id = $1 AND subject_id = $2)"
    " + (SELECT COUNT(*) FROM use_spent WHERE tenant_id = $1 AND who = $2)"
    " + (SELECT COUNT(*) FROM disclosure WHERE tenant_id = $1 AND subject_id = $2)"
    " + (SELECT COUNT(*) FROM subject_identity WHERE tenant_id = $1 AND subject_id = $2)"
    " + (SELECT COUNT(*) FROM link WHERE tenant_id = $1 AND (subject_id = $2 OR into_id = $2))"
    " + (SELECT COUNT(*) FROM event WHERE tenant_id = $1 AND subject_id = $2)"
    " + (SELECT COUNT(*) FROM subject WHERE tenant_id = $1 AND subject_id = $2)"};

constexpr store::Sql kFences{"SELECT COUNT(*) FROM fence"};

}  // namespace

Result<> Walk::restriction(Scene& scene) {
  auto state = [&]() -> Result<std::string> {
    TROTH_TRY(auto rows, cast_.observer.data("SELECT state FROM subject WHERE tenant_id = $1 AND subject_id = $2",
                                             {cast_.tenant.id, subject_}));
    return rows.size() == 1 ? rows[0][0].text() : std::string("no row");
  };
  std::string const path = subject_path("/restriction");
  TROTH_TRY(scene.perform(
      cast_.api, cast_.tenant.privacy,
      {Method::put, path, R"({"ground":"accuracy-contested","reason":"the visitor doubts the phone number"})"}, 200,
      cast_.tenant.id, EventType::restricted));
  TROTH_TRY(std::string restricted, state());
  scene.saw(restricted == "restricted", "the visitor's row says " + restricted);
  TROTH_TRY(scene.perform(cast_.api, cast_.tenant.desk, consult_contact(), 423, cast_.tenant.id, EventType::refused));
  TROTH_TRY(scene.perform(cast_.api, cast_.tenant.privacy,
                          {Method::del, path, R"({"reason":"settled with the visitor"})"}, 200, cast_.tenant.id,
                          EventType::restricted));
  TROTH_TRY(std::string lifted, state());
  scene.saw(lifted == "active", "the visitor's row says " + lifted);
  return {};
}

Result<> Walk::alteration(Scene& scene) {
  std::string const corrected = "corrected." + visitor_.contact.email;
  TROTH_TRY(auto before, record_row("contact", contact_record_));
  TROTH_TRY(auto token, cast_.observer.data(kEmailToken, {cast_.tenant.id, subject_}));
  Ask const ask{Method::patch,
                contact_path(),
                Json().object().member("email", corrected).end().text(),
                {{"If-Match", contact_tag_}}};
  TROTH_TRY(scene.perform(cast_.api, cast_.tenant.desk, ask, 200, cast_.tenant.id, EventType::altered));
  TROTH_TRY(auto after, record_row("contact", contact_record_));
  TROTH_TRY(auto history, cast_.observer.data("SELECT version, envelope FROM record_history WHERE tenant_id = $1 AND"
                                              " subject_id = $2 AND collection = 'contact'",
                                              {cast_.tenant.id, subject_}));
  scene.saw(after.version == 2 && after.envelope != before.envelope, "version 2, sealed anew");
  scene.saw(history.size() == 1 && history[0][0].integer() == 1 && history[0][1].bytes() == before.envelope,
            "version 1 in the history, its ciphertext as it was");
  out_ << "  now       " << corrected << "\n";
  TROTH_TRY(look_sealed(scene, after, {visitor_.contact.email}));
  TROTH_TRY(auto tokens, cast_.observer.data(kEmailToken, {cast_.tenant.id, subject_}));
  scene.saw(token.size() == 1 && tokens.size() == 1 && token[0][0].bytes() != tokens[0][0].bytes(),
            "another index row for the address");
  TROTH_TRY(scene.perform(cast_.api, cast_.tenant.desk, ask, 412, cast_.tenant.id, EventType::refused));
  return {};
}

Result<> Walk::erasure(Scene& scene) {
  TROTH_TRY(auto keys, cast_.observer.keys("SELECT wrap FROM key_row WHERE tenant_id = $1 AND kind = 5 AND holder = $2",
                                           {cast_.tenant.id, subject_}));
  if (keys.size() != 1) return fail(Code::not_found, "the visitor has no key to erase");
  Bytes const wrap = keys[0][0].bytes();
  TROTH_TRY(std::size_t before, cast_.observer.places(wrap));
  TROTH_TRY(auto fences, cast_.observer.keys(kFences, {}));
  scene.saw(before > 0, "before: the wrapped key, " + first_bytes(wrap, 16) + ", " + in_places(before));

  TROTH_TRY(auto answer, scene.perform(cast_.api, cast_.tenant.privacy,
                                       {Method::post, subject_path("/erasure"), R"({"ground":"consent-withdrawn"})"},
                                       200, cast_.tenant.id, EventType::erasure_intended));
  TROTH_TRY(look_after_erasure(scene, wrap));
  TROTH_TRY(auto raised, cast_.observer.keys(kFences, {}));
  scene.saw(raised[0][0].integer() == fences[0][0].integer() + 1,
            "one fence more in keys.db: no restore brings it back");
  auto since = answer.text("unreadable_since");
  out_ << "  unreadable since " << (since ? *since : "(not said)") << "\n";
  scene.saw(since.has_value(), "a receipt that says since when");
  scene.saw(answer.body.find("\"mailer\"") != std::string::npos, "and whom to tell of it: the mailer");

  TROTH_TRY(poll(cast_.tenant.privacy, answer.location));
  TROTH_TRY(auto left, cast_.observer.count(kLeft, {cast_.tenant.id, subject_}));
  scene.saw(left == 0,
            std::to_string(left) +
                " rows left of the visitor: records, history, indexes, receipts, ledger, names in the log …");
  return forget_the_phone(scene);
}

/// The same person's other visit has a key of its own, and it goes the same way.
Result<> Walk::forget_the_phone(Scene& scene) {
  std::string const path = cast_.tenant.path("/subjects/" + on_the_phone_.text() + "/erasure");
  TROTH_TRY(auto answer,
            scene.perform(cast_.api, cast_.tenant.privacy, {Method::post, path, R"({"ground":"consent-withdrawn"})"},
                          200, cast_.tenant.id, EventType::erasure_intended));
  TROTH_TRY(poll(cast_.tenant.privacy, answer.location));
  TROTH_TRY(auto keys, cast_.observer.keys("SELECT 1 FROM key_row WHERE tenant_id = $1 AND kind = 5 AND holder = $2",
                                           {cast_.tenant.id, on_the_phone_}));
  scene.saw(keys.empty(), "nor is there a key of the one on the phone");
  return {};
}

/// What holds the moment the answer is there, whatever the job has still to tidy.
Result<> Walk::look_after_erasure(Scene& scene, Bytes const& wrap) {
  std::size_t after = 0;
  for (std::size_t half : {std::size_t{0}, wrap.size() / 2}) {
    TROTH_TRY(std::size_t places, cast_.observer.places(ByteView(wrap).subspan(half, wrap.size() / 2)));
    after += places;
  }
  TROTH_TRY(auto rows, cast_.observer.keys("SELECT 1 FROM key_row WHERE tenant_id = $1 AND kind = 5 AND holder = $2",
                                           {cast_.tenant.id, subject_}));
  scene.saw(after == 0 && rows.empty(), "after: the wrapped key, or half of it, " + in_places(after) + " of any file");
  TROTH_TRY(auto gone, cast_.api.ask(cast_.tenant.desk, consult_contact()));
  scene.saw(gone.status == 410 || gone.status == 404, "consultation now answers " + std::to_string(gone.status));
  return {};
}

}  // namespace troth::cli
