#include <algorithm>
#include <cstdio>

#include "catalogue/checks.h"
#include "catalogue/entries.h"
#include "catalogue/files.h"

namespace troth::catalogue {
namespace {

struct File {
  std::string name;
  Value::Table table;
};

/// What the files hold together. Frameworks first: a clause of any file may name them.
struct Reading {
  Frameworks frameworks;
  std::vector<Parameter> parameters;
  std::vector<Placed> clauses;

  Result<> take_definitions(File const& file) {
    Entry entry(file.table, file.name);
    TROTH_TRY(frameworks.take(entry));
    TROTH_TRY(auto const found, entry.tables("parameter"));
    for (auto const* table : found) {
      TROTH_TRY(auto parameter, read_parameter(Entry(*table, file.name)));
      parameters.push_back(std::move(parameter));
    }
    TROTH_TRY(entry.tables("clause"));
    return entry.done();
  }

  Result<> take_clauses(File const& file) {
    Entry entry(file.table, file.name);
    TROTH_TRY(auto const found, entry.tables("clause"));
    for (auto const* table : found) {
      TROTH_TRY(auto clause, read_clause(Entry(*table, file.name), frameworks));
      auto place = file.name + ": clause " + clause.id;
      clauses.push_back({std::move(clause), std::move(place)});
    }
    return {};
  }
};

int order(std::string_view profile) {
  if (profile == "trueengage") return 0;
  return profile == "landbot" ? 1 : 2;
}

bool before(Placed const& a, Placed const& b) {
  return std::pair(order(a.clause.profile), a.clause.row) < std::pair(order(b.clause.profile), b.clause.row);
}

Catalogue load_built_in() {
  auto out = Catalogue::load(files());
  if (!out) std::fprintf(stderr, "catalogue: %s\n", out.error().at.c_str());
  TROTH_CHECK(out.has_value());  // a test of every build loads it
  return *std::move(out);
}

}  // namespace

Result<Catalogue> Catalogue::load(std::span<Source const> sources) {
  std::vector<File> files;
  for (auto const& source : sources) {
    TROTH_TRY(auto table, parse_toml(source));
    files.push_back({std::string(source.file), std::move(table)});
  }
  Reading reading;
  for (auto const& file : files) TROTH_TRY(reading.take_definitions(file));
  for (auto const& file : files) TROTH_TRY(reading.take_clauses(file));
  std::stable_sort(reading.clauses.begin(), reading.clauses.end(), before);
  TROTH_TRY(check(reading.clauses, reading.parameters));
  Catalogue out;
  for (auto& placed : reading.clauses) out.clauses_.push_back(std::move(placed.clause));
  out.parameters_ = std::move(reading.parameters);
  return out;
}

Catalogue const& Catalogue::built_in() {
  static Catalogue const catalogue = load_built_in();
  return catalogue;
}

Clause const* Catalogue::find(std::string_view id) const {
  auto const found = std::find_if(clauses_.begin(), clauses_.end(), [&](Clause const& one) { return one.id == id; });
  return found == clauses_.end() ? nullptr : &*found;
}

Parameter const* Catalogue::parameter(std::string_view id) const {
  auto const found =
      std::find_if(parameters_.begin(), parameters_.end(), [&](auto const& one) { return one.id == id; });
  return found == parameters_.end() ? nullptr : &*found;
}

Promises Catalogue::defaults() const {
  Promises out;
  for (auto const& parameter : parameters_) out.emplace(parameter.id, parameter.value);
  return out;
}

}  // namespace troth::catalogue
