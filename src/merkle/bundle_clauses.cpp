#include "merkle/internal/bundle_clauses.h"

#include <algorithm>
#include <set>

#include "crypto/hash.h"
#include "merkle/lines.h"

namespace troth::merkle {
namespace {

/// How far the clock of a reader may be behind the cell's.
constexpr auto kSkew = std::chrono::minutes(5);

/// A failure counts whatever its age; a pass only of this very text and in its time.
BundleClause::Status judge(EvidenceRecord const& record, DocumentClause const* clause, std::string_view tom, Time now,
                           std::string& why) {
  using Status = BundleClause::Status;
  using Verdict = EvidenceRecord::Verdict;
  if (record.verdict == Verdict::fail) return why = "its test found that it does not hold", Status::fail;
  if (record.verdict == Verdict::error)
    return why = "its test could not be carried out: that counts as failed", Status::fail;
  if (clause == nullptr) return why = "the document has no such clause", Status::stale;
  if (record.tom != tom) return why = "it was tested under another version of the document", Status::stale;
  if (record.clause_hash != clause->hash)
    return why = "it was tested with another wording or other numbers", Status::stale;
  if (record.expires <= now) return why = "its evidence has expired", Status::stale;
  if (record.ended > now + kSkew) return why = "its test lies in the future: check the clock", Status::stale;
  if (record.mutants.empty())
    return why = "its test held; no planted bug shows that this test can fail", Status::unproven;
  return why = "its test held, and finds the bugs that are planted for it", Status::pass;
}

BundleClause with_record(LoggedRecord logged, DocumentClause const* clause, std::string_view tom, Time now) {
  BundleClause out;
  out.clause = logged.record.clause;
  out.status = judge(logged.record, clause, tom, now, out.why);
  out.index = logged.index;
  out.record = std::move(logged.record);
  return out;
}

BundleClause without_record(std::string_view clause) {
  return {std::string(clause), BundleClause::Status::stale, "the bundle has no evidence for it", 0, std::nullopt};
}

/// "TE-1.2 523 proven": the words behind "clause ", and how many bytes of canonical text follow.
std::optional<std::size_t> read_clause(std::string_view line, DocumentClause& out) {
  auto const first = line.find(' '), second = first == line.npos ? first : line.find(' ', first + 1);
  if (first == 0 || second == line.npos) return std::nullopt;
  out.id = line.substr(0, first);
  auto const stands = line.substr(second + 1);
  out.needs_evidence = stands == "proven" || stands == "measured";
  return decimal(line.substr(first + 1, second - first - 1));
}

bool is_hash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

std::string_view name(BundleClause::Status status) {
  switch (status) {
    case BundleClause::Status::pass:
      return "pass";
    case BundleClause::Status::fail:
      return "fail";
    case BundleClause::Status::stale:
      return "stale";
    case BundleClause::Status::unproven:
      return "unproven";
  }
  return "stale";
}

Result<std::vector<DocumentClause>> clauses_of(std::string_view document) {
  Lines lines(document);
  std::vector<DocumentClause> out;
  std::set<std::string_view> seen;
  auto const bad = [&](std::string_view message) {
    return fail(Code::invalid, message, "line " + std::to_string(lines.line()));
  };
  if (lines.next() != "troth-tom/v1") return bad("a document begins with troth-tom/v1");
  while (!lines.at_end()) {
    auto line = lines.next("clause ");
    if (!line) {
      if (!lines.next()) return bad("a line of the document has no end");
      continue;
    }
    DocumentClause clause;
    auto const size = read_clause(*line, clause);
    auto const text = size ? lines.take(*size) : std::nullopt;
    if (!text || !seen.insert(clause.id).second) return bad("a clause stands there twice, or is not as it must be");
    clause.hash = crypto::sha256(as_bytes(*text));
    out.push_back(clause);
  }
  return out;
}

std::vector<BundleClause> standing(std::vector<DocumentClause> const& document, std::vector<LoggedRecord> records,
                                   std::string_view tom, Time now) {
  std::vector<BundleClause> out;
  for (DocumentClause const& clause : document) {
    auto it = std::ranges::find(records, clause.id, [](auto const& logged) { return logged.record.clause; });
    if (it != records.end()) {
      out.push_back(with_record(std::move(*it), &clause, tom, now));
      records.erase(it);
    } else if (clause.needs_evidence) {
      out.push_back(without_record(clause.id));
    }
  }
  for (LoggedRecord& logged : records) out.push_back(with_record(std::move(logged), nullptr, tom, now));
  return out;
}

Result<TomEntry> TomEntry::parse(std::string_view text) {
  Lines lines(text);
  bool first = lines.next() == "troth-tom/v1";
  auto version = decimal(lines.next("version ").value_or(""));
  auto hash = lines.next("hash ").value_or("");
  auto effective = parse_rfc3339(lines.next("effective ").value_or(""));
  if (!first || !version || !is_hash(hash) || !effective)
    return fail(Code::invalid, "an entry for a document has its version, hash and effective date");
  TomEntry out{*version, std::string(hash), *effective};
  if (out.encode() != text) return fail(Code::invalid, "an entry for a document is written in one way only");
  return out;
}

std::string TomEntry::encode() const {
  return "troth-tom/v1\nversion " + std::to_string(version) + "\nhash " + hash + "\neffective " + rfc3339(effective) +
         "\n";
}

}  // namespace troth::merkle
