#include "demo_walk.h"

// What is not one visitor's: the tenant as it was set up, the end of the epoch, and the logs of it all.

namespace troth::cli {
namespace {

using act::EventType;
using act::Permission;
using http::Method;

act::Permissions holding(std::initializer_list<Permission> permissions) {
  act::Permissions out;
  for (auto permission : permissions) out = out.with(permission);
  return out;
}

}  // namespace

Result<> Walk::administration(Scene& scene) {
  scene.look_for_event(kCell, cast_.tenant.created, EventType::tenant_created);
  TROTH_TRY(auto tenant, cast_.observer.data("SELECT name, state FROM tenant WHERE tenant_id = $1", {cast_.tenant.id}));
  scene.saw(tenant.size() == 1 && tenant[0][1].text() == "active", "the tenant's row, active");
  using enum Permission;
  std::pair<char const*, act::Permissions> const expected[] = {
      {"designer", holding({structure})},
      {"importer", holding({record})},
      {"form-chat", holding({collect})},
      {"desk", holding({record, retrieve, consult, state_storage, alter, use_value})},
      {"care", holding({organise, retrieve, consult, read_special})},
      {"dispatch", holding({disclose})},
      {"matcher", holding({combine})},
      {"herald", holding({disseminate})},
      {"privacy", holding({state_storage, restrict, erase})},
      {"auditor", holding({read_log})}};
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
  TROTH_TRY(auto rows,
            cast_.observer.keys("SELECT COUNT(*), SUM(CASE WHEN epoch > $1 THEN 1 ELSE 0 END) FROM key_row", {ended}));
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

Result<> Walk::logs(Scene& scene) {
  for (auto const& [name, id] : {std::pair{"the tenant's log", cast_.tenant.id}, std::pair{"the cell's log", kCell}}) {
    TROTH_TRY(auto log, cast_.observer.log(id));
    scene.saw(log.agrees, std::string(name) + ": " + std::to_string(log.leaves) + " leaves, root " +
                              log.root.substr(0, 16) + "…, the one the cell keeps");
  }
  return {};
}

}  // namespace troth::cli
