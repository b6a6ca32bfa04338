#include <iostream>

#include "base/json_writer.h"
#include "catalogue/catalogue.h"
#include "clause.h"
#include "clauses/clauses.h"
#include "crypto/hash.h"
#include "log_table.h"

namespace troth::cli {
namespace {

using catalogue::Catalogue;
using catalogue::Clause;

std::string joined(std::vector<std::string> const& list) {
  std::string out;
  for (auto const& one : list) out += (out.empty() ? "" : ", ") + one;
  return out.empty() ? "-" : out;
}

std::string sentence_of(Clause const& clause) {
  auto const& all = Catalogue::built_in();
  return catalogue::sentence(all, clause, all.defaults(), catalogue::Language::en);
}

/// What evidence of it names, as long as no TOM version promises other numbers.
std::string hash_of(Clause const& clause) {
  auto const& all = Catalogue::built_in();
  return hex(crypto::sha256(as_bytes(catalogue::canonical(all, clause, all.defaults()))));
}

std::string place_of(probe::Probe const& probe) {
  return probe.place == probe::Place::live ? "the cell itself, or a twin of it" : "a twin of the cell";
}

std::string mutants_of(probe::Probe const& probe) {
  std::vector<std::string> names;
  for (auto name : probe.mutants) names.emplace_back(name);
  return joined(names);
}

void print_probe(probe::Probe const& probe) {
  Table table;
  table.row({"if it were empty", std::string(probe.hypothesis)});
  table.row({"attack", std::string(probe.attack)});
  table.row({"oracle", std::string(probe.oracle)});
  table.row({"passes", std::string(probe.passes)});
  table.row({"counts for", std::to_string(probe.window.count()) + " min"});
  table.row({"attacks", place_of(probe)});
  table.row({"planted bugs", mutants_of(probe)});
  table.print(std::cout);
}

void print(Clause const& clause) {
  std::cout << clause.id << "  " << clause.title.en << "\n\n" << sentence_of(clause) << "\n\n";
  Table table;
  table.row({"stands today", std::string(catalogue::name(clause.stands))});
  table.row({"is to be", std::string(catalogue::name(clause.target))});
  if (!clause.because.en.empty()) table.row({"because", clause.because.en});
  table.row({"GDPR", joined(clause.maps.gdpr)});
  table.row({"ISO 27001", joined(clause.maps.iso27001)});
  table.row({"SOC 2", joined(clause.maps.soc2)});
  table.row({"CSF 2.0", joined(clause.maps.csf)});
  table.row({"see", joined(clause.see)});
  table.print(std::cout);
  if (auto const* probe = clauses::find(clause.id)) {
    std::cout << "\n";
    print_probe(*probe);
  } else {
    std::cout << "\nThis build has no probe that attacks it.\n";
  }
}

void put_list(Json& json, std::string_view name, std::vector<std::string> const& list) {
  json.key(name).array();
  for (auto const& one : list) json.value(one);
  json.end();
}

void put_probe(Json& json, probe::Probe const& probe) {
  json.object().member("hypothesis", probe.hypothesis).member("attack", probe.attack).member("oracle", probe.oracle);
  json.member("passes", probe.passes).member("window_minutes", std::int64_t{probe.window.count()});
  json.member("place", name(probe.place)).key("mutants").array();
  for (auto name : probe.mutants) json.value(name);
  json.end().end();
}

void print_json(Clause const& clause) {
  Json json;
  json.object().member("id", clause.id).member("profile", clause.profile).member("section", clause.section);
  json.member("title", clause.title.en).member("sentence", sentence_of(clause));
  json.member("class", catalogue::name(clause.stands)).member("target", catalogue::name(clause.target));
  json.member("because", clause.because.en).member("hash", hash_of(clause));
  put_list(json, "parameters", clause.parameters);
  put_list(json, "see", clause.see);
  put_list(json, "gdpr", clause.maps.gdpr);
  put_list(json, "iso27001", clause.maps.iso27001);
  put_list(json, "soc2", clause.maps.soc2);
  put_list(json, "csf", clause.maps.csf);
  json.key("probe");
  auto const* probe = clauses::find(clause.id);
  probe ? put_probe(json, *probe) : void(json.null());
  std::cout << json.end().text() << "\n";
}

}  // namespace

int clause_show(ClauseArguments const& arguments) {
  auto const* clause = Catalogue::built_in().find(arguments.clause);
  if (!clause) {
    report(fail(Code::not_found, "there is no such clause; `troth clause list` names them all", arguments.clause));
    return kUsage;
  }
  arguments.json ? print_json(*clause) : print(*clause);
  return kOk;
}

}  // namespace troth::cli
