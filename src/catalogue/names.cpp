#include "catalogue/catalogue.h"

namespace troth::catalogue {

std::string_view name(EvidenceClass evidence_class) {
  switch (evidence_class) {
    case EvidenceClass::proven:
      return "proven";
    case EvidenceClass::measured:
      return "measured";
    case EvidenceClass::recorded:
      return "recorded";
    case EvidenceClass::inherited:
      return "inherited";
    case EvidenceClass::declared:
      return "declared";
    case EvidenceClass::not_covered:
      return "not covered";
  }
  return "not covered";
}

std::string_view plain_word(EvidenceClass evidence_class) {
  switch (evidence_class) {
    case EvidenceClass::proven:
    case EvidenceClass::measured:
      return "tested";
    case EvidenceClass::recorded:
    case EvidenceClass::inherited:
      return "on file";
    case EvidenceClass::declared:
    case EvidenceClass::not_covered:
      return "only stated";
  }
  return "only stated";
}

}  // namespace troth::catalogue
