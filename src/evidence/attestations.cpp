#include "evidence/attestations.h"

#include <algorithm>

#include "base/json_writer.h"
#include "evidence/tables.h"
#include "http/json.h"

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

/// A certificate of ISO/IEC 27001: of the present edition, by a certifier that somebody accredited.
Result<Time> judge_certificate(AttestationFiling const& in, Dates const& dates) {
  if (plain(in.scheme).find("270012022") == std::string::npos)
    return fail(Code::invalid, "only the 2022 edition counts; those of 2013 ended on 31 October 2025", "/scheme");
  if (in.accreditation.empty())
    return fail(Code::invalid, "name the body that accredited the certifier", "/accreditation");
  return std::min(dates.expires, dates.from + kCertificateCarries);
}

/// A SOC 2 report: about a period that was long enough and is over.
Result<Time> judge_report(AttestationFiling const& in, Dates const& dates, Time now) {
  auto const scheme = plain(in.scheme);
  if (!scheme.ends_with("type2") && !scheme.ends_with("typeii"))
    return fail(Code::invalid, "only a Type II report tells of a period; a Type I report is about one day", "/scheme");
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
  return {};
}

/// What the cell knows of its own organisation: its name, and the host that its logs are named after.
std::vector<std::string> own_names(vault::Context const& context, Running const& running) {
  std::vector<std::string> out{context.keyring.cell().name};
  auto const host = running.origin.substr(0, running.origin.find('/'));
  out.push_back(host);
  auto const last = host.rfind('.');
  if (last == host.npos) return out;
  auto const before = host.rfind('.', last - 1);
  out.push_back(host.substr(before == host.npos ? 0 : before + 1, last - (before == host.npos ? 0 : before + 1)));
  return out;
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
  auto const scheme = plain(filing.scheme);
  if (scheme.empty()) return fail(Code::invalid, "name the scheme, such as ISO/IEC 27001:2022", "/scheme");
  auto until = Result<Time>(std::min(dates.expires, dates.from + kCertificateCarries));
  if (scheme.find("27001") != scheme.npos) until = judge_certificate(filing, dates);
  if (scheme.starts_with("soc")) until = judge_report(filing, dates, now);
  if (!until) return until;
  if (*until <= now)
    return fail(Code::invalid, "it is too old to carry the clause; file the one that followed", "/period_to");
  return until;
}

Result<vault::Decision> file_attestation(vault::Context const& context, access::Grant const& grant,
                                         Running const& running, std::string_view body) {
  struct Tag;
  auto const now = context.clock.now();
  TROTH_TRY(auto const in, AttestationFiling::parse(body));
  TROTH_TRY(auto const until, carries_until(in, running, own_names(context, running), now));
  auto const id = Id<Tag>::make(now, context.random);
  Json what;
  what.object().member("attestation", id.text()).member("clause", in.clause).member("scheme", in.scheme);
  what.member("issuer", in.issuer).member("sha256", in.sha256).member("until", rfc3339(until)).end();
  TROTH_TRY(auto event, vault::tell(context, grant, act::EventType::attestation_filed, what.text()));
  auto set = store::WriteSet(std::move(event))
                 .then(sql::insert_attestation, {kCell, id, in.clause, in.scheme, in.issuer, in.scope, in.period_from,
                                                 in.period_to, in.expires, in.accreditation, in.sha256, now, until})
                 .then(sql::upsert_latest_attestation, {kCell, in.clause, id});
  return vault::Decision{std::move(set), vault::reply(201, what.text())};
}

}  // namespace troth::evidence
