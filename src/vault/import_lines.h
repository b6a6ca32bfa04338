#pragma once
#include "vault/sealing.h"

namespace troth::vault {

/// The lines of one chunk, sealed: what goes into the set, and what the client is told.
struct SealedLines {
  static constexpr std::size_t kMaxLines = 2'000;

  struct Rejected {
    std::size_t line;  ///< from 1
    Error problem;
  };
  struct Made {
    std::string label;
    SubjectId subject;
  };

  std::vector<store::Params> records, indexes, subjects, labels, guards;
  std::vector<keys::KeyRow> keys;
  std::vector<Rejected> rejected;
  std::vector<Made> made;
  crypto::Digest digest{};  ///< SHA-256 over the envelopes' hashes, in order

  /// Adds everything as a handful of steps: guards of the subjects named, new subjects with their keys, records,
  /// indexes.
  store::WriteSet into(store::WriteSet set) &&;
};

/// Checks and seals every line; a line that breaks a rule is set aside, never the chunk. too_large for more than
/// kMaxLines.
Result<SealedLines> seal_lines(Context const& context, access::Grant const& grant, CollectionName const& collection,
                               ImportId import, std::string_view ndjson);

/// A label is kept as a MAC, so that one label is one person in the whole import, and goes with the person.
Bytes label_mac(keys::IndexKey const& key, ImportId import, std::string_view label);

/// {"chunk","accepted","rejected":[{"line","problem","at"}],"made":{label: id}}
std::string describe_lines(std::int64_t number, SealedLines const& lines);

}  // namespace troth::vault
