// What this build implements: the clauses that its probes attack, and nothing that somebody only states. Rules and
// checks are written as compliance-trestle reads them: properties in its namespace, those with the same remarks belong
// together.
#include <algorithm>

#include "oscal/documents.h"

namespace troth::oscal {
namespace {

void add_rule(std::vector<Property>& out, Probed const& one) {
  auto const rule = rule_id(one.probe->clause);
  out.push_back({"Rule_Id", rule, kTrestle, rule});
  out.push_back({"Rule_Description", std::string(one.probe->passes), kTrestle, rule});
}

/// The check that goes with a rule, and the planted bugs that must turn it red. A bug is named as shown only if the
/// manifest of the serving build shows it.
void add_check(std::vector<Property>& out, Probed const& one) {
  auto const rule = rule_id(one.probe->clause);
  add_rule(out, one);
  out.push_back({"Check_Id", "troth probe run " + one.view->clause->id, kTrestle, rule});
  out.push_back({"Check_Description", std::string(one.probe->attack), kTrestle, rule});
  out.push_back({"falsified-if", std::string(one.probe->hypothesis), kOurs, rule});
  for (auto const& mutant : one.probe->mutants) {
    bool const shown = std::ranges::find(one.view->mutants, mutant) != one.view->mutants.end();
    out.push_back({shown ? "planted-bug-caught" : "planted-bug-not-shown", std::string(mutant), kOurs, rule});
  }
}

void put_requirement(Json& json, Source const& source, Probed const& one) {
  auto const& clause = *one.view->clause;
  auto const rule = rule_id(clause.id);
  json.object().member("uuid", uuid("requirement", clause.id)).member("control-id", control_id(clause.id));
  json.member("description", sentence(source.catalogue, clause, source.board.promises, catalogue::Language::en));
  put_properties(json, {{"Rule_Id", rule, kTrestle, rule}, {"evidence-class", std::string(name(one.view->stands))}});
  json.end();
}

void put_implementation(Json& json, Source const& source, std::vector<Probed> const& clauses) {
  List implementations(json, "control-implementations");
  if (clauses.empty()) return;
  implementations.item().object().member("uuid", uuid("implementation", "troth")).member("source", kCatalog);
  json.member("description",
              "What the product enforces by itself and an attack can refute. Clauses that people keep, that somebody "
              "else attests or that are not covered are not claimed here; the catalog gives the class of each.");
  {
    List list(json, "implemented-requirements");
    for (auto const& one : clauses) put_requirement(list.item(), source, one);
  }
  json.end();
}

}  // namespace

std::string component_definition(Source const& source) {
  auto const clauses = probed(source.board);
  std::vector<Property> rules, checks;
  for (auto const& one : clauses) {
    add_rule(rules, one);
    add_check(checks, one);
  }
  auto const build = hex(source.board.build);
  auto json = opened({"component-definition",
                      uuid("component-definition", "troth"),
                      "Troth: what the product implements, and how it is attacked",
                      build.substr(0, 16),
                      source.now,
                      {{"build-sha-256", build}, {"manifest", source.board.manifest}}});
  json.key("components").array().object().member("uuid", uuid("component", "troth")).member("type", "software");
  json.member("title", "Troth").member("description", "A vault for personal data; the program that serves a cell.");
  put_properties(json, rules);
  put_implementation(json, source, clauses);
  json.end().object().member("uuid", uuid("component", "probes")).member("type", "validation");
  json.member("title", "Probes of Troth");
  json.member(
      "description",
      "Attacks on each promise. A probe counts only if the signed manifest of the build shows that it is red on "
      "a build with its planted bug.");
  put_properties(json, checks);
  json.end().end();
  return closed(std::move(json));
}

}  // namespace troth::oscal
