#pragma once
#include "merkle/bundle.h"

namespace troth::merkle {

/// A clause as the document has it.
struct DocumentClause {
  std::string_view id;
  Hash hash{};                  ///< SHA-256 of its canonical text: what its evidence must name
  bool needs_evidence = false;  ///< its class is proven or measured
};
/// The clauses of a TOM's canonical text (docs/formats/tom.md); its other lines are passed over. invalid, `at` the
/// line.
Result<std::vector<DocumentClause>> clauses_of(std::string_view document);

/// A record and its place in the evidence log.
struct LoggedRecord {
  std::uint64_t index = 0;
  EvidenceRecord record;
};
/// Every clause's status at `now`. `tom`: the document that counts, by its hash, or "rehearsal".
std::vector<BundleClause> standing(std::vector<DocumentClause> const& document, std::vector<LoggedRecord> records,
                                   std::string_view tom, Time now);

}  // namespace troth::merkle
