#include "base/json_writer.h"
#include "demo_walk.h"

// The second half of the way: what is changed, closed and gone, and whether it is gone.

namespace troth::cli {
namespace {

using act::EventType;
using act::Permission;
using http::Method;

constexpr store::Sql kEmailToken{
    "SELECT token FROM blind_index WHERE tenant_id = $1 AND subject_id = $2 AND field = 'email'"};

act::Permissions holding(std::initializer_list<Permission> permissions) {
  act::Permissions out;
  for (auto permission : permissions) out = out.with(permission);
  return out;
}

}  // namespace

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

Result<> Walk::erasure(Scene& scene) {
  TROTH_TRY(auto keys, cast_.observer.keys("SELECT wrap FROM key_row WHERE tenant_id = $1 AND kind = 5 AND holder = $2",
                                           {cast_.tenant.id, subject_}));
  if (keys.size() != 1) return fail(Code::not_found, "the visitor has no key to erase");
  Bytes const wrap = keys[0][0].bytes();
  TROTH_TRY(std::size_t before, cast_.observer.places(wrap));
  scene.saw(before > 0, "before: the wrapped key, " + first_bytes(wrap, 16) + ", " + in_places(before));

  TROTH_TRY(auto answer, scene.perform(cast_.api, cast_.tenant.privacy,
                                       {Method::post, subject_path("/erasure"), R"({"ground":"consent-withdrawn"})"},
                                       200, cast_.tenant.id, EventType::erasure_intended));
  TROTH_TRY(look_after_erasure(scene, wrap));
  auto since = answer.text("unreadable_since");
  out_ << "  unreadable since " << (since ? *since : "(not said)") << "\n";
  scene.saw(since.has_value(), "a receipt that says since when");

  TROTH_TRY(poll(cast_.tenant.privacy, answer.location));
  TROTH_TRY(auto left,
            cast_.observer.count("SELECT (SELECT COUNT(*) FROM record WHERE tenant_id = $1 AND subject_id = $2)"
                                 " + (SELECT COUNT(*) FROM record_history WHERE tenant_id = $3 AND subject_id = $4)"
                                 " + (SELECT COUNT(*) FROM blind_index WHERE tenant_id = $5 AND subject_id = $6)"
                                 " + (SELECT COUNT(*) FROM event WHERE tenant_id = $7 AND subject_id = $8)"
                                 " + (SELECT COUNT(*) FROM subject WHERE tenant_id = $9 AND subject_id = $10)",
                                 {cast_.tenant.id, subject_, cast_.tenant.id, subject_, cast_.tenant.id, subject_,
                                  cast_.tenant.id, subject_, cast_.tenant.id, subject_}));
  scene.saw(left == 0, std::to_string(left) +
                           " rows left of the visitor: records, history, indexes, names in the log, the visitor");
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

Result<> Walk::administration(Scene& scene) {
  scene.look_for_event(kCell, cast_.tenant.created, EventType::tenant_created);
  TROTH_TRY(auto tenant, cast_.observer.data("SELECT name, state FROM tenant WHERE tenant_id = $1", {cast_.tenant.id}));
  scene.saw(tenant.size() == 1 && tenant[0][1].text() == "active", "the tenant's row, active");
  auto const desk = holding({Permission::collect, Permission::record, Permission::retrieve, Permission::consult,
                             Permission::state_storage, Permission::alter});
  std::pair<char const*, act::Permissions> const expected[] = {
      {"designer", holding({Permission::structure})},
      {"importer", holding({Permission::record})},
      {"desk", desk},
      {"privacy", holding({Permission::state_storage, Permission::restrict, Permission::erase})}};
  for (auto const& [name, permissions] : expected) {
    TROTH_TRY(
        auto rows,
        cast_.observer.data("SELECT permissions FROM principal WHERE tenant_id = $1 AND name = $2 AND state = 'active'",
                            {cast_.tenant.id, name}));
    scene.saw(rows.size() == 1 && rows[0][0].integer() == static_cast<std::int64_t>(permissions.bits()),
              std::string(name) + " holds what it needs and nothing else");
  }
  TROTH_TRY(auto rules, cast_.observer.count("SELECT (SELECT COUNT(*) FROM purpose WHERE tenant_id = $1)"
                                             " + (SELECT COUNT(*) FROM retention WHERE tenant_id = $2)",
                                             {cast_.tenant.id, cast_.tenant.id}));
  scene.saw(rules == 4, "two purposes and two retention classes");
  return {};
}

Result<> Walk::epoch(Scene& scene) {
  TROTH_TRY(auto open, cast_.observer.keys("SELECT number FROM epoch WHERE state = 'open'", {}));
  if (open.size() != 1) return fail(Code::corrupt, "there is not one open epoch");
  auto const ended = open[0][0].integer();
  auto const key_file = cast_.data / "seal" / ("epoch-" + std::to_string(ended) + ".key");
  bool const was_there = std::filesystem::exists(key_file);
  TROTH_TRY(auto answer, scene.perform(cast_.api, cast_.tenant.admin, {Method::post, "/v1/cell/epochs"}, 202, kCell,
                                       EventType::administered));
  TROTH_TRY(poll(cast_.tenant.admin, answer.location));
  TROTH_TRY(auto row, cast_.observer.keys("SELECT state, wrapped FROM epoch WHERE number = $1", {ended}));
  scene.saw(row.size() == 1 && row[0][0].text() == "destroyed" && row[0][1].is_null(),
            "epoch " + std::to_string(ended) + " destroyed, its wrapped key gone from keys.db");
  scene.saw(was_there && !std::filesystem::exists(key_file), "its key file gone from the seal");
  TROTH_TRY(auto rows, cast_.observer.keys("SELECT COUNT(*), SUM(epoch > $1) FROM key_row", {ended}));
  scene.saw(rows[0][0].integer() > 0 && rows[0][0].integer() == rows[0][1].integer(),
            std::to_string(rows[0][0].integer()) + " keys of everybody else carried over, none left behind");
  TROTH_TRY(auto events,
            cast_.observer.count("SELECT COUNT(*) FROM event WHERE tenant_id = $1 AND type = 61", {kCell}));
  scene.saw(events == 1, "the event epoch.destroyed in the cell's log");
  TROTH_TRY(scene.perform(cast_.api, cast_.tenant.desk,
                          {Method::get, cast_.tenant.path("/subjects/" + cast_.bystander + "/records")}, 200,
                          cast_.tenant.id, EventType::retrieved));
  out_ << "  final: epoch " << ended << " destroyed (file seal: except for copies of the seal's disk)\n";
  return {};
}

Result<> Walk::unbuilt(Scene& scene) {
  TROTH_TRY(scene.perform(cast_.api, cast_.tenant.owner, {Method::post, cast_.tenant.path("/links"), "{}"}, 501,
                          cast_.tenant.id, EventType::unimplemented));
  return {};
}

Result<> Walk::logs(Scene& scene) {
  for (auto const& [name, id] : {std::pair{"the tenant's log", cast_.tenant.id}, std::pair{"the cell's log", kCell}}) {
    TROTH_TRY(auto log, cast_.observer.log(id));
    scene.saw(log.agrees, std::string(name) + ": " + std::to_string(log.leaves) + " leaves, root " +
                              log.root.substr(0, 16) + "…, the one the cell keeps");
  }
  return {};
}

}  // namespace troth::cli
