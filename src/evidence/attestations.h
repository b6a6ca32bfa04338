#pragma once
#include "evidence/board.h"
#include "vault/context.h"

namespace troth::evidence {

/// What somebody files about a third party's attestation: a certificate or a report that lies elsewhere, by its hash.
struct AttestationFiling {
  std::string clause, scheme, issuer, scope, period_from, period_to, expires, accreditation, sha256;

  static Result<AttestationFiling> parse(std::string_view json);
};

/// Until when it carries its clause: to its own end, a report at most 12 months after its period, a certificate at most
/// 36 months after its issue. invalid, at the member: a clause that nobody else can vouch for, dates that are none or
/// in the wrong order, an end that has passed, a period that lies ahead; ISO 27001 in another edition than 2022 or
/// without the accreditation body of its certifier; a SOC 2 report that is no Type II or covers less than three months;
/// an issuer that is the cell's own organisation (`own`: names of it); no SHA-256 of the artefact.
Result<Time> carries_until(AttestationFiling const& filing, Running const& running, std::vector<std::string> const& own,
                           Time now);

/// Files it; it is the newest of its clause from now on. conflict for an artefact that is on file already: a later end
/// needs a new artefact.
Result<vault::Decision> file_attestation(vault::Context const&, access::Grant const&, Running const&,
                                         std::string_view body);

}  // namespace troth::evidence
