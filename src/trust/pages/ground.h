#pragma once
#include <optional>
#include <string>
#include <vector>

#include "evidence/board.h"
#include "trust/tom.h"

namespace troth::trust {

/// What is shown of the cell's log with the newest seal. Nothing of any tenant: seals are commitments.
struct LogShown {
  std::uint64_t epoch = 1;
  std::optional<Time> sealed;  ///< none before the first seal
  std::uint64_t size = 0;      ///< seals in the cell log
  std::uint64_t evidence = 0;  ///< entries of the evidence log that the newest seal covers
  std::string checkpoint;      ///< the cell log's signed note, as it is served
  bool cosigned = false;       ///< by a quorum of the policy
  std::optional<Time> cosigned_at;
  unsigned seal_seconds = 10;
  std::string policy, alarm;                          ///< a tlog-policy; a sentence for people or empty
  std::vector<std::string> cell_keys, evidence_keys;  ///< vkeys: this epoch's and the next two
};

/// DATA/contact.json; what is empty is not set.
struct Contact {
  std::string company, security, dpo, trust_url;

  /// invalid unless `json` is an object of these members with addresses that may stand in a link: an e-mail address or
  /// https for `security` and `dpo`, https without a path for `trust_url`.
  static Result<Contact> parse(std::string_view json);
  /// mailto: or https:, for a link.
  static std::string address(std::string_view contact);
  std::string vendor() const { return company.empty() ? "This service" : company; }
};

/// All that a public page rests on, read from one snapshot. Every page is a pure function of it: a status is never
/// kept, so that a page grows stale by itself when nothing is tested any more.
struct Ground {
  evidence::Board board;
  std::optional<TomVersion> document;  ///< in force; none: a rehearsal
  LogShown log;
  Contact contact;
};

}  // namespace troth::trust
