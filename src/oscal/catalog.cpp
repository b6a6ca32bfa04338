// The catalogue: each clause is a control with its numbers as parameters. A profile says what a version of the TOM
// promises.
#include "catalogue/placeholders.h"
#include "clauses/clauses.h"
#include "oscal/documents.h"

namespace troth::oscal {
namespace {

using catalogue::Clause;
using catalogue::EvidenceClass;
using catalogue::Language;

/// Each control has its own copy of a number that more than one clause promises: where they stand above the controls,
/// compliance-trestle does not find them.
void put_parameters(Json& json, catalogue::Catalogue const& catalogue, Clause const& clause) {
  List list(json, "params");
  for (auto const& id : clause.parameters) {
    auto const* parameter = catalogue.parameter(id);
    if (!parameter) continue;
    list.item().object().member("id", parameter_id(clause.id, id));
    put_properties(json, {{"parameter", id},
                          {"unit", parameter->unit},
                          {"stricter", std::string(trust::name(parameter->stricter))},
                          {"running-value", parameter->running}});
    json.member("label", id);
    put_strings(json, "values", {shown(*parameter, parameter->value, Language::en)});
    json.member("remarks", "Basis: " + parameter->basis).end();
  }
}

std::string prose_of(Clause const& clause) {
  return catalogue::filled(clause.sentence.en, [&](std::string_view id) {
    return "{{ insert: param, " + parameter_id(clause.id, id) + " }}";
  });
}

/// Who looks at what, where no probe attacks.
std::string_view examined(EvidenceClass stands) {
  switch (stands) {
    case EvidenceClass::proven:
    case EvidenceClass::measured:
      return "No probe of this build attacks it.";
    case EvidenceClass::recorded:
      return "Read the act that is on file.";
    case EvidenceClass::inherited:
      return "Read the attestation of the third party that is on file.";
    case EvidenceClass::declared:
      return "Read what is stated; nothing checks it.";
    case EvidenceClass::not_covered:
      break;
  }
  return "There is nothing to examine yet: the product does not do it.";
}

void put_method(Json& json, Clause const& clause, probe::Probe const* probe) {
  open_part(json, method_id(clause.id), "assessment-method", probe ? probe->attack : examined(clause.stands));
  put_properties(json, {{"method", probe ? "TEST" : "EXAMINE", kRmf}});
  json.end();
}

void put_control(Json& json, catalogue::Catalogue const& catalogue, Clause const& clause) {
  auto const* probe = clauses::find(clause.id);
  json.object().member("id", control_id(clause.id)).member("title", clause.title.en);
  put_parameters(json, catalogue, clause);
  put_properties(json, {{"evidence-class", std::string(name(clause.stands))},
                        {"evidence-class-aimed-at", std::string(name(clause.target))},
                        {"max-evidence-age", probe ? duration(probe->window) : ""},
                        {"clause", clause.id}});
  put_links(json, clause);
  json.key("parts").array();
  open_part(json, statement_id(clause.id), "statement", prose_of(clause));
  json.end();
  open_part(json, objective_id(clause.id), "assessment-objective", objective(clause, probe));
  json.end();
  put_method(json, clause, probe);
  json.end().end();
}

/// The clauses of a profile and section, in the catalogue's order.
void put_section(Json& json, catalogue::Catalogue const& catalogue, Clause const& first) {
  json.object().member("id", group_id(first.profile, first.section)).member("title", first.section);
  List list(json, "controls");
  for (auto const& clause : catalogue.clauses())
    if (clause.profile == first.profile && clause.section == first.section) put_control(list.item(), catalogue, clause);
}

bool begins(catalogue::Catalogue const& catalogue, Clause const& clause, bool section) {
  for (auto const& other : catalogue.clauses()) {
    if (&other == &clause) return true;
    if (other.profile == clause.profile && (!section || other.section == clause.section)) return false;
  }
  return true;
}

void put_groups(Json& json, catalogue::Catalogue const& catalogue) {
  List profiles(json, "groups");
  for (auto const& first : catalogue.clauses()) {
    if (!begins(catalogue, first, false)) continue;
    profiles.item().object().member("id", first.profile).member("title", first.profile);
    {
      List sections(json, "groups");
      for (auto const& clause : catalogue.clauses()) {
        if (clause.profile != first.profile || !begins(catalogue, clause, true)) continue;
        put_section(sections.item(), catalogue, clause);
        json.end();
      }
    }
    json.end();
  }
}

}  // namespace

std::string objective(Clause const& clause, probe::Probe const* probe) {
  if (probe) return "Observed: " + std::string(probe->oracle) + " Held if: " + std::string(probe->passes);
  return "The promise is kept. Nothing tests it" + (clause.because.en.empty() ? "." : ": " + clause.because.en);
}

std::string catalog(Source const& source) {
  auto const digest = digest_of(source.catalogue);
  auto json = opened({"catalog",
                      uuid("catalog", "troth"),
                      "Troth: clauses of the documents of technical and organisational measures",
                      digest.substr(0, 16),
                      source.now,
                      {{"catalogue-sha-256", digest}}});
  put_groups(json, source.catalogue);
  put_frameworks(json, source.catalogue);
  return closed(std::move(json));
}

}  // namespace troth::oscal
