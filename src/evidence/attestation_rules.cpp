#include <algorithm>

#include "base/plain_text.h"
#include "evidence/attestations.h"
#include "http/json.h"

// What an attestation must be before it may carry a clause.

namespace troth::evidence {
namespace {

using catalogue::EvidenceClass;
using std::chrono::days;

constexpr auto kShortestPeriod = days(89);  // three months, February among them
constexpr auto kReportCarries = days(365), kCertificateCarries = days(1096);

/// Lower case, letters and digits only: "ISO/IEC 27001:2022" is "isoiec270012022".
std::string plain(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

Result<Time> date(std::string const& text, std::string_view name) {
  auto at = text.size() == 10 ? parse_rfc3339(text + "T00:00:00Z") : std::nullopt;
  if (!at) return fail(Code::invalid, "write a date like 2026-11-22", "/" + std::string(name));
  return *at;
}

struct Dates {
  Time from{}, to{}, expires{};
};

Result<Dates> judge_dates(AttestationFiling const& in, Time now) {
  Dates out;
  TROTH_TRY(out.from, date(in.period_from, "period_from"));
  TROTH_TRY(out.to, date(in.period_to, "period_to"));
  TROTH_TRY(out.expires, date(in.expires, "expires"));
  if (out.to < out.from) return fail(Code::invalid, "the period ends before it begins", "/period_to");
  if (out.expires <= out.from) return fail(Code::invalid, "it cannot expire before it was issued", "/expires");
  if (out.from > now) return fail(Code::invalid, "its period has not begun", "/period_from");
  if (out.expires <= now) return fail(Code::invalid, "it has expired; file the one that followed", "/expires");
  return out;
}

struct Scheme {
  std::string_view id, title;
};
/// The closed list of what may be filed. There is no way to write "ISO 27001:2013" or "SOC 2 Type I": editions that
/// ended and reports about one day carry nothing.
constexpr Scheme kSchemes[] = {{"iso27001-2022", "ISO/IEC 27001:2022"},
                               {"soc2-type2", "SOC 2 Type II"},
                               {"iso27017", "ISO/IEC 27017"},
                               {"iso27018", "ISO/IEC 27018"},
                               {"iso27701", "ISO/IEC 27701"},
                               {"c5", "BSI C5"},
                               {"csa-star", "CSA STAR"},
                               {"other", "another scheme"}};

/// Which scheme carries which clause; a clause that is not named here takes any.
struct Bound {
  std::string_view clause, only;  ///< `only` empty: any but "other"
};
constexpr Bound kBound[] = {{"TE-0.1", "iso27001-2022"},
                            {"TE-0.2", "soc2-type2"},
                            {"TE-4.1", ""},
                            {"TE-10.2", ""},
                            {"LB-0", ""},
                            {"LB-T1", ""}};

Result<> judge_scheme(AttestationFiling const& in) {
  if (std::ranges::find(kSchemes, in.scheme, &Scheme::id) == std::end(kSchemes))
    return fail(Code::invalid,
                "a scheme is iso27001-2022, soc2-type2, iso27017, iso27018, iso27701, c5, csa-star or other",
                "/scheme");
  auto const bound = std::ranges::find(kBound, in.clause, &Bound::clause);
  if (bound == std::end(kBound)) return {};
  if (bound->only.empty() ? in.scheme == "other" : in.scheme != bound->only)
    return fail(Code::invalid, "this clause names another scheme, and only that one carries it", "/scheme");
  return {};
}

/// A certificate of ISO/IEC 27001, by a certifier that somebody accredited.
Result<Time> judge_certificate(AttestationFiling const& in, Dates const& dates) {
  if (in.accreditation.empty())
    return fail(Code::invalid, "name the body that accredited the certifier", "/accreditation");
  return std::min(dates.expires, dates.from + kCertificateCarries);
}

/// A SOC 2 report of Type II: about a period that was long enough and is over.
Result<Time> judge_report(Dates const& dates, Time now) {
  if (dates.to > now) return fail(Code::invalid, "the report's period is not over", "/period_to");
  if (dates.to - dates.from < kShortestPeriod)
    return fail(Code::invalid, "a Type II report covers three months at least", "/period_to");
  return std::min(dates.expires, dates.to + kReportCarries);
}

Result<> judge_issuer(AttestationFiling const& in, std::vector<std::string> const& own) {
  auto const issuer = plain(in.issuer);
  if (issuer.empty()) return fail(Code::invalid, "name who issued it", "/issuer");
  for (auto const& name : own)
    if (auto const ours = plain(name); ours.size() > 2 && issuer.find(ours) != issuer.npos)
      return fail(Code::invalid, "nobody attests themselves: the issuer is this cell's own organisation", "/issuer");
  return {};
}

Result<> judge_clause(AttestationFiling const& in, Running const& running) {
  auto const* clause = running.catalogue->find(in.clause);
  if (!clause) return fail(Code::invalid, "there is no such clause", "/clause");
  if (clause->stands != EvidenceClass::inherited)
    return fail(Code::invalid, "an attestation carries only a clause that somebody else vouches for", "/clause");
  return {};
}

Result<> judge_artefact(AttestationFiling const& in) {
  auto const bytes = from_hex(in.sha256);
  if (!bytes || bytes->size() != 32 || hex(*bytes) != in.sha256)
    return fail(Code::invalid, "give the SHA-256 of the certificate or report: 64 hexadecimal digits", "/sha256");
  if (in.scope.empty()) return fail(Code::invalid, "say what it covers", "/scope");
  for (auto const& [text, at] : {std::pair{&in.issuer, "/issuer"}, std::pair{&in.scope, "/scope"},
                                 std::pair{&in.accreditation, "/accreditation"}})
    if (!is_plain_text(*text))
      return fail(Code::invalid, "one line, without control characters and those that turn the writing", at);
  return {};
}

}  // namespace

Result<AttestationFiling> AttestationFiling::parse(std::string_view json) {
  TROTH_TRY(auto in, http::JsonReader::object(json));
  AttestationFiling out;
  TROTH_TRY(out.clause, in.text("clause", 40));
  TROTH_TRY(out.scheme, in.text("scheme", 100));
  TROTH_TRY(out.issuer, in.text("issuer", 200));
  TROTH_TRY(out.scope, in.text("scope", 1000));
  TROTH_TRY(out.period_from, in.text("period_from", 20));
  TROTH_TRY(out.period_to, in.text("period_to", 20));
  TROTH_TRY(out.expires, in.text("expires", 20));
  TROTH_TRY(out.sha256, in.text("sha256", 64));
  TROTH_TRY(auto accreditation, in.maybe_text("accreditation", 200));
  out.accreditation = accreditation.value_or("");
  TROTH_TRY(in.done());
  return out;
}

Result<Time> carries_until(AttestationFiling const& filing, Running const& running, std::vector<std::string> const& own,
                           Time now) {
  TROTH_TRY(judge_clause(filing, running));
  TROTH_TRY(auto const dates, judge_dates(filing, now));
  TROTH_TRY(judge_issuer(filing, own));
  TROTH_TRY(judge_artefact(filing));
  TROTH_TRY(judge_scheme(filing));
  auto until = Result<Time>(std::min(dates.expires, dates.from + kCertificateCarries));
  if (filing.scheme == "iso27001-2022") until = judge_certificate(filing, dates);
  if (filing.scheme == "soc2-type2") until = judge_report(dates, now);
  if (!until) return until;
  if (*until <= now)
    return fail(Code::invalid, "it is too old to carry the clause; file the one that followed", "/period_to");
  return until;
}

std::string_view scheme_title(std::string_view id) {
  auto const* found = std::ranges::find(kSchemes, id, &Scheme::id);
  return found == std::end(kSchemes) ? id : found->title;
}

}  // namespace troth::evidence
