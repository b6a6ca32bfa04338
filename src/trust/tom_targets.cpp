#include "trust/bounds.h"
#include "trust/degradation.h"
#include "trust/tables.h"
#include "trust/tom_describe.h"

// Beside each promise stands what the cell's own people aim at. It may be stricter at any time, and never weaker.

namespace troth::trust {
namespace {

/// What must be kept: the version that holds, those that are published and yet to come, else the catalogue.
Result<std::vector<std::int64_t>> promised(vault::Context const& context, catalogue::Parameter const& parameter) {
  TROTH_TRY(auto const versions, standing(context.snapshot, context.clock.now()));
  std::vector<std::int64_t> out;
  for (auto const& version : versions) {
    auto it = version.promises.find(parameter.id);
    out.push_back(it == version.promises.end() ? parameter.value : it->second);
  }
  if (out.empty()) out.push_back(parameter.value);
  return out;
}

}  // namespace

Result<catalogue::Promises> read_targets(store::Reader& snapshot) {
  TROTH_TRY(auto rows, snapshot.query(sql::select_targets, {kCell}));
  catalogue::Promises out;
  for (auto const& row : rows) out.emplace(row[0].text(), row[1].integer());
  return out;
}

Result<> keep_targets(store::Reader& snapshot, TomText const& text, Code refusal) {
  TROTH_TRY(auto targets, read_targets(snapshot));
  for (auto const& [id, value] : targets) {
    auto const* promised = text.parameter(id);
    if (promised && !keeps(promised->stricter, value, promised->value))
      return fail(refusal, "the internal target is weaker than this promise: set the target first", "/promises/" + id);
  }
  return {};
}

Result<vault::Decision> set_targets(vault::Context const& context, access::Grant const& grant,
                                    catalogue::Promises const& targets) {
  if (targets.empty()) return fail(Code::invalid, "name at least one parameter", "/targets");
  Json what;
  what.object().key("targets").object();
  std::vector<store::Params> rows;
  for (auto const& [id, value] : targets) {
    auto const* parameter = catalogue::Catalogue::built_in().parameter(id);
    if (!parameter) return fail(Code::invalid, "the catalogue has no such parameter", "/targets/" + id);
    auto const most = most_of(parameter->unit);
    if (value < 0 || value > most)
      return fail(Code::invalid, "a target is a number from 0 to the most that its unit allows",
                  "/targets/" + id + ": at most " + std::to_string(most));
    TROTH_TRY(auto const promises, promised(context, *parameter));
    for (auto promise : promises)
      if (!keeps(parameter->stricter, value, promise))
        return fail(Code::invalid, "a target is at least as strict as the promise",
                    "/targets/" + id + ": promised " + std::to_string(promise));
    what.member(id, value);
    rows.push_back({kCell, id, value, grant.actor().principal, context.clock.now()});
  }
  what.end().end();
  TROTH_TRY(auto row, context.snapshot.one(sql::count_published, {kCell}));
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::administered, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .require(sql::guard_published, {kCell, row ? (*row)[0] : store::Value(0)})
                 .then_each(sql::upsert_target, std::move(rows));
  return vault::Decision{std::move(set), vault::reply(200, what.text())};
}

}  // namespace troth::trust
