#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "merkle/policy.h"
#include "merkle/slots.h"
#include "merkle/tlog_proof.h"

namespace troth::merkle {

/// That one event stands in its log, its log in a seal, the seal in the witnessed cell log; in one text file:
///   receipt = "troth-receipt/v1" \n
///             "event " uuid \n
///             "entry " base64 \n                                  the event's leaf, 107 bytes
///             *3( "part " 1|2|3 " " base64 nonce " " base64 part \n )    what was opened for the receipt's holder
///             "slot " index " " slots " " base64 salt \n
///             *( "slot-hash " base64 \n )                          from the slot to the seal's root
///             "tenant-proof " bytes \n  tlog-proof                 that many bytes: entry -> the tenant log's
///             checkpoint "cell-proof " bytes \n  tlog-proof                   slots/v1 entry -> the cell log's
///             cosigned checkpoint
struct Receipt {
  struct Part {
    unsigned index = 0;  ///< 1 what, 2 who, 3 whom; ascending
    Bytes nonce, part;
  };
  std::string event;
  Bytes entry;
  std::vector<Part> parts;
  std::uint64_t slot = 0, slots = 1;
  Hash salt{};
  std::vector<Hash> slot_hashes;
  TlogProof tenant, cell;

  static Result<Receipt> parse(std::string_view bytes);  ///< invalid, `at` names the line
  std::string encode() const;
};

/// One step of a verification, in the order in which they were made; the first that failed is the last in the list.
struct Check {
  std::string
      name;  ///< "entry", "part what", "tenant proof", "slot proof", "cell proof", "log signature", "witnesses", ...
  bool held = false;
  std::string says;  ///< one sentence for people: what holds, or what exactly is wrong and what that means
};
enum class Outcome { verified, not_pinned, failed };
struct Verdict {
  Outcome outcome = Outcome::failed;
  std::vector<Check> checks;
  std::optional<Policy::Standing> standing;  ///< with a policy that is satisfied
};

/// Checks everything a receipt claims. Without a policy the best outcome is not_pinned. `ended`: what later epochs say
/// of ended logs, so that a head signed after an end is refused.
Verdict verify(Receipt const& receipt, Policy const* policy, std::vector<EpochEnd> const& ended = {});

/// Who vouches for a checkpoint: "log signature", then "witnesses" if that held. Fills `standing` if both hold. The
/// last steps of every verification that has a policy.
std::vector<Check> check_signatures(Note const& checkpoint, Policy const& policy,
                                    std::optional<Policy::Standing>& standing);
/// Only whether a key that the policy pins for this checkpoint's origin signed it; the check gets this name.
Check check_log_signature(std::string_view name, Note const& checkpoint, Policy const& policy);

/// SHA-256("audit-part/v1" | index u8 | nonce 32 | part), docs/formats/event.md.
Hash part_commitment(unsigned index, ByteView nonce, ByteView part);

}  // namespace troth::merkle
