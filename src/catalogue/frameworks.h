#pragma once
#include "catalogue/entry.h"

namespace troth::catalogue {

/// The ids that the other frameworks have, so that a crosswalk cannot name one that does not exist.
class Frameworks {
 public:
  /// Takes the lists gdpr, iso27001, soc2 and csf of one file. invalid: an id that an earlier file or list has as well.
  Result<> take(Entry& file);
  /// The crosswalk of a clause. invalid: an id that its framework does not have.
  Result<Crosswalk> crosswalk(Entry& clause) const;

 private:
  std::set<std::string, std::less<>> gdpr_, iso27001_, soc2_, csf_;
};

}  // namespace troth::catalogue
