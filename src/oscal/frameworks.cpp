// What the clauses map to in other frameworks: one resource for each id, named by the controls' links.
#include <set>

#include "oscal/documents.h"

namespace troth::oscal {
namespace {

using catalogue::Crosswalk;

struct Framework {
  std::vector<std::string> Crosswalk::*ids;
  std::string_view name, citation;
};
constexpr Framework kFrameworks[] = {
    {&Crosswalk::gdpr, "GDPR Article ", "Regulation (EU) 2016/679 (General Data Protection Regulation), Article "},
    {&Crosswalk::iso27001, "ISO/IEC 27001 ", "ISO/IEC 27001:2022, "},
    {&Crosswalk::soc2, "SOC 2 ", "AICPA Trust Services Criteria (2017), "},
    {&Crosswalk::csf, "NIST CSF ", "NIST Cybersecurity Framework 2.0, "},
};

}  // namespace

void put_frameworks(Json& json, catalogue::Catalogue const& catalogue) {
  std::map<std::string, std::string> resources;  // title -> citation
  for (auto const& framework : kFrameworks)
    for (auto const& clause : catalogue.clauses())
      for (auto const& id : clause.maps.*framework.ids)
        resources.emplace(std::string(framework.name) + id, std::string(framework.citation) + id);
  if (resources.empty()) return;
  json.key("back-matter").object().key("resources").array();
  for (auto const& [title, citation] : resources) {
    json.object().member("uuid", uuid("framework", title)).member("title", title);
    json.key("citation").object().member("text", citation).end().end();
  }
  json.end().end();
}

void put_links(Json& json, catalogue::Clause const& clause) {
  List list(json, "links");
  for (auto const& framework : kFrameworks)
    for (auto const& id : clause.maps.*framework.ids) {
      auto const title = std::string(framework.name) + id;
      list.item().object().member("href", reference("framework", title)).member("rel", "reference");
      json.member("text", title).end();
    }
  for (auto const& other : clause.see)
    list.item().object().member("href", "#" + control_id(other)).member("rel", "related").end();
}

}  // namespace troth::oscal
