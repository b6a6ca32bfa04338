#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "merkle/evidence.h"
#include "merkle/receipt.h"

namespace troth::merkle {

/// What a cell's clauses rest on, in one text file (docs/formats/bundle.md): sections in a fixed order, each
///   "section " name " " bytes \n  that many bytes  \n
/// about, document, [tom-entry], *evidence, slot, cell-proof, evidence-checkpoint, keys, policy.
struct Bundle {
  /// One entry of the evidence log and its way to the head of `checkpoint`.
  struct Entry {
    std::uint64_t index = 0;
    std::vector<Hash> hashes;  ///< from the entry to the root, at most 63
    std::string text;          ///< what stands in the log, byte by byte
  };
  static constexpr std::size_t kMostBytes = 16 << 20, kMostRecords = 1024;

  std::string cell;            ///< origin of the evidence log
  Time made{};                 ///< a label: no signature covers it
  std::string document;        ///< canonical text of the TOM version, or of the rehearsal
  std::optional<Entry> tom;    ///< what publishes the document; none in a rehearsal
  std::vector<Entry> records;  ///< of clauses, ascending by index
  std::uint64_t slot = 0, slots = 1;
  Hash salt{};
  std::vector<Hash> slot_hashes;
  TlogProof seal;          ///< slots/v1 entry -> the cell log's cosigned checkpoint
  std::string checkpoint;  ///< the evidence log's, signed
  std::string keys;        ///< vkeys, a line each: for information, never believed
  std::string policy;      ///< the cell's own: for information, never believed

  /// invalid, `at` names section and line; too_large above kMostBytes.
  static Result<Bundle> parse(std::string_view bytes);
  std::string encode() const;
};

/// One clause at a moment: of the document, as its record in the bundle has it.
struct BundleClause {
  enum class Status : std::uint8_t { pass, fail, stale, unproven };
  std::string clause;
  Status status = Status::stale;
  std::string why;                       ///< one sentence for people
  std::uint64_t index = 0;               ///< of the record in the evidence log
  std::optional<EvidenceRecord> record;  ///< none: the document calls it proven, and the bundle has no evidence
};
std::string_view name(BundleClause::Status status);

struct BundleVerdict {
  Outcome outcome = Outcome::failed;
  std::vector<Check> checks;  ///< the first that failed is the last
  std::optional<Policy::Standing> standing;
  /// Those of the document that need evidence, in its order, then other records. None if a check failed: what is not
  /// proven has no status.
  std::vector<BundleClause> clauses;
  std::vector<std::string> open;  ///< sentences: what nothing here proves
};

/// Checks everything a bundle claims; see the order in docs/formats/bundle.md. `keys` and `policy` of the bundle play
/// no part. Without a policy the best outcome is not_pinned. A clause that fails does not fail the bundle.
BundleVerdict verify(Bundle const& bundle, Policy const* policy, Time now);

/// The entry of the evidence log that publishes a document:
///   "troth-tom/v1\n" "version " n \n "hash " hex64 \n "effective " rfc3339 \n
struct TomEntry {
  std::uint64_t version = 0;
  std::string hash;  ///< SHA-256 of the document, 64 hex digits
  Time effective{};

  static Result<TomEntry> parse(std::string_view text);  ///< invalid
  std::string encode() const;
};

}  // namespace troth::merkle
