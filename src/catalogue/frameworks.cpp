#include "catalogue/frameworks.h"

namespace troth::catalogue {
namespace {

using Ids = std::set<std::string, std::less<>>;

Result<> learn(Entry& file, std::string_view framework, Ids& ids) {
  TROTH_TRY(auto list, file.list(framework));
  for (auto& id : list)
    if (!ids.insert(id).second)
      return file.refused("the framework has this id already", std::string(framework) + " " + id);
  return {};
}

Result<std::vector<std::string>> known(Entry& clause, std::string_view framework, Ids const& ids) {
  TROTH_TRY(auto list, clause.list(framework));
  for (auto const& id : list)
    if (!ids.contains(id))
      return clause.refused("the framework has no such id in frameworks.toml", std::string(framework) + " " + id);
  return list;
}

}  // namespace

Result<> Frameworks::take(Entry& file) {
  TROTH_TRY(learn(file, "gdpr", gdpr_));
  TROTH_TRY(learn(file, "iso27001", iso27001_));
  TROTH_TRY(learn(file, "soc2", soc2_));
  TROTH_TRY(learn(file, "csf", csf_));
  return {};
}

Result<Crosswalk> Frameworks::crosswalk(Entry& clause) const {
  Crosswalk out;
  TROTH_TRY(out.gdpr, known(clause, "gdpr", gdpr_));
  TROTH_TRY(out.iso27001, known(clause, "iso27001", iso27001_));
  TROTH_TRY(out.soc2, known(clause, "soc2", soc2_));
  TROTH_TRY(out.csf, known(clause, "csf", csf_));
  return out;
}

}  // namespace troth::catalogue
