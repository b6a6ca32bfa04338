// The text whose hash names a clause in evidence:
//   troth-clause/v1
//   id <clause id>
//   class <proven|measured|recorded|inherited|declared|not covered>
//   en <sentence with its numbers>
//   de <sentence with its numbers>
// Each line ends in a newline. A sentence holds none: Catalogue::load refuses it.
#include "catalogue/catalogue.h"

namespace troth::catalogue {

std::string canonical(Catalogue const& catalogue, Clause const& clause, Promises const& promises) {
  std::string out = "troth-clause/v1\n";
  out.append("id ").append(clause.id);
  out.append("\nclass ").append(name(clause.stands));
  out.append("\nen ").append(sentence(catalogue, clause, promises, Language::en));
  out.append("\nde ").append(sentence(catalogue, clause, promises, Language::de));
  return out.append("\n");
}

}  // namespace troth::catalogue
