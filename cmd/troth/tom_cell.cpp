#include "tom_cell.h"

#include "app/identity.h"
#include "app/measured.h"
#include "app/schema.h"
#include "commands.h"
#include "evidence/cell_facts.h"
#include "http/json.h"
#include "log_table.h"

namespace troth::cli {
namespace {

/// What a served cell says at its public page; none if it does not answer.
merkle::WitnessLevel level_of(std::filesystem::path const& data) {
  Connection connection;
  connection.data = data;
  auto client = connection.open();
  if (!client) return merkle::WitnessLevel::none;
  http::Request request;
  request.method = http::Method::get;
  request.target = "/log/status";
  auto const answer = (*client)->send(request);
  auto const body = answer ? http::parse_json(answer->body) : Result<http::JsonValue>(answer.error());
  if (!body || !body->object()) return merkle::WitnessLevel::none;
  auto const said = shown(*body->object(), "witness_level");
  for (auto level :
       {merkle::WitnessLevel::same_host, merkle::WitnessLevel::same_operator, merkle::WitnessLevel::independent})
    if (merkle::name(level) == said) return level;
  return merkle::WitnessLevel::none;
}

}  // namespace

Result<CellFiles> CellFiles::open(std::filesystem::path const& data) {
  TROTH_TRY(auto const identity, app::read_identity(data));
  auto const place = identity.place(data);
  CellFiles out;
  out.data_ = data;
  auto store = store::open_stores(place, app::data_schema(), app::keys_schema());
  // A schema of a later version names its domain; the lock of a served folder names nothing.
  bool const served = !store && store.error().code == Code::conflict && store.error().at.empty();
  if (!store && !served) return std::move(store).error();
  if (!served) out.store_ = std::move(*store);
  TROTH_TRY(out.snapshot_, served ? store::observe(place) : out.store_->snapshot());
  return out;
}

Result<evidence::Board> CellFiles::board(Time now) {
  TROTH_TRY(auto running, evidence::CellFacts::last(*snapshot_));
  if (!running)
    return fail(Code::invalid, "this cell has not been served by this version yet: `troth serve` it once",
                data_.string());
  running->version = app::tom_in_force;
  running->witness = store_ ? merkle::WitnessLevel::none : level_of(data_);
  return evidence::read_board(*snapshot_, *running, now);
}

}  // namespace troth::cli
