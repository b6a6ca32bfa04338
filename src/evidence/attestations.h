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
/// 36 months after its issue. invalid, at the member: a clause that nobody else can vouch for; a scheme that is none of
/// the closed list, or not the one that the clause names; dates that are none or in the wrong order, an end that has
/// passed, a period that lies ahead; ISO 27001 without the accreditation body of its certifier; a SOC 2 report that
/// covers less than three months; an issuer that is the cell's own organisation (`own`: names of it); no SHA-256 of the
/// artefact; a text of more than a line.
Result<Time> carries_until(AttestationFiling const& filing, Running const& running, std::vector<std::string> const& own,
                           Time now);

/// What an organisation may be called that has this host: the host, the domain that was registered, and its own label
/// of it: "log.example.co.uk", "example.co.uk" and "example". Never a suffix that strangers share ("co.uk", "co").
std::vector<std::string> names_of_host(std::string_view host);

/// Files it, with an entry of the public log; it is the newest of its clause from now on. conflict for an artefact that
/// is on file already: a later end needs a new artefact.
Result<vault::Decision> file_attestation(vault::Context const&, access::Grant const&, Running const&,
                                         std::string_view body);
/// Takes one back, by its id, with {"reason":...}; from now on it carries nothing, and none before it does either. The
/// row stays. not_found; conflict for one that has been withdrawn.
Result<vault::Decision> withdraw_attestation(vault::Context const&, access::Grant const&, Running const&,
                                             std::string_view attestation, std::string_view body);
/// How people call a scheme: "iso27001-2022" is "ISO/IEC 27001:2022".
std::string_view scheme_title(std::string_view id);

}  // namespace troth::evidence
