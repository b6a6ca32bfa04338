#include "evidence/cell_facts.h"

#include <algorithm>

#include "base/json_writer.h"
#include "evidence/tables.h"
#include "http/json.h"

namespace troth::evidence {
namespace {

using http::JsonReader;

std::string json_of(Running const& running) {
  Json json;
  json.object().member("build", hex(running.build)).member("config", hex(running.config));
  json.member("origin", running.origin).member("manifest", running.manifest);
  json.member("manifest_hash", running.manifest_hash).key("values").object();
  for (auto const& [name, value] : running.values) json.member(name, value);
  json.end().key("mutants").object();
  for (auto const& [clause, names] : running.mutants) {
    json.key(clause).array();
    for (auto const& name : names) json.value(name);
    json.end();
  }
  return json.end().end().text();
}

Result<merkle::Hash> digest(JsonReader& in, std::string_view name) {
  TROTH_TRY(auto text, in.text(name, 64));
  auto const bytes = from_hex(text);
  merkle::Hash out;
  if (!bytes || bytes->size() != out.size()) return fail(Code::corrupt, "a digest of the cell's facts is none");
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

Result<> read_values(JsonReader& in, Running& out) {
  TROTH_TRY(auto values, in.any("values"));
  if (!values.object()) return fail(Code::corrupt, "the cell's running values are no object");
  for (auto const& [name, value] : *values.object()) {
    if (!value.integer()) return fail(Code::corrupt, "a running value of the cell is no number");
    out.values.emplace(name, *value.integer());
  }
  return {};
}

Result<> read_mutants(JsonReader& in, Running& out) {
  TROTH_TRY(auto mutants, in.any("mutants"));
  if (!mutants.object()) return fail(Code::corrupt, "the cell's manifest is no object");
  for (auto const& [clause, names] : *mutants.object()) {
    if (!names.array()) return fail(Code::corrupt, "the planted bugs of a clause are no list");
    for (auto const& name : *names.array())
      if (name.text()) out.mutants[clause].push_back(*name.text());
  }
  return {};
}

Result<Running> running_of(std::string_view text) {
  TROTH_TRY(auto in, JsonReader::object(text));
  Running out;
  TROTH_TRY(out.build, digest(in, "build"));
  TROTH_TRY(out.config, digest(in, "config"));
  TROTH_TRY(out.origin, in.text("origin", 400));
  TROTH_TRY(out.manifest, in.text("manifest", 100));
  TROTH_TRY(out.manifest_hash, in.text("manifest_hash", 64));
  TROTH_TRY(read_values(in, out));
  TROTH_TRY(read_mutants(in, out));
  return out;
}

}  // namespace

Result<Bytes> CellFacts::salt(store::Reader& snapshot, Random& random) {
  TROTH_TRY(auto row, snapshot.one(sql::select_facts, {kCell}));
  if (row) return (*row)[0].bytes();
  auto const fresh = random.bytes<32>();
  return Bytes(fresh.begin(), fresh.end());
}

store::WriteSet&& CellFacts::keep(store::WriteSet&& set, Bytes const& salt, Running const& running) {
  return std::move(set).then(sql::upsert_facts, {kCell, salt, json_of(running)});
}

Result<std::optional<Running>> CellFacts::last(store::Reader& snapshot) {
  TROTH_TRY(auto row, snapshot.one(sql::select_facts, {kCell}));
  if (!row) return std::optional<Running>();
  TROTH_TRY(auto running, running_of((*row)[1].text()));
  return std::optional(std::move(running));
}

}  // namespace troth::evidence
