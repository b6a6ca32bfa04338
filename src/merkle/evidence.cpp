#include "merkle/evidence.h"

#include <algorithm>
#include <optional>

#include "merkle/internal/text.h"

// Line by line, each with the one reading that `encode` would write; so what is parsed is what was hashed.

namespace troth::merkle {
namespace {

constexpr std::string_view kFirstLine = "troth-evidence/v1";
constexpr std::size_t kMostBytes = 16 * 1024, kMostMutants = 64, kMostName = 64, kMostOrigin = 400;

bool is_name(std::string_view text) {
  auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  };
  return !text.empty() && text.size() <= kMostName && std::all_of(text.begin(), text.end(), fits);
}

bool is_digest(std::string_view text) {
  auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == 64 && std::all_of(text.begin(), text.end(), digit);
}

/// One reading of one record.
class Reading {
 public:
  explicit Reading(std::string_view text) : lines_(text) {}

  Result<> first() {
    auto const line = lines_.next();
    if (line != kFirstLine) return bad_line("a record of evidence begins with troth-evidence/v1", 1);
    return {};
  }
  /// What stands behind "<word> ".
  Result<std::string_view> word(std::string_view name) {
    at_ = lines_.line();
    auto line = lines_.next();
    if (!line || !line->starts_with(name) || line->size() <= name.size() + 1 || (*line)[name.size()] != ' ')
      return bad_line("a line of the record is missing or out of its order", at_);
    return line->substr(name.size() + 1);
  }
  Error bad(std::string_view message) const { return bad_line(message, at_); }

  Result<std::string> name(std::string_view word_) {
    TROTH_TRY(auto text, word(word_));
    if (!is_name(text)) return bad("a name has letters, digits, dots and hyphens");
    return std::string(text);
  }
  Result<Hash> digest(std::string_view word_) {
    TROTH_TRY(auto text, word(word_));
    if (!is_digest(text)) return bad("a digest has 64 hexadecimal digits, lower case");
    Hash out;
    auto const bytes = from_hex(text);
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return out;
  }
  Result<std::string> digest_or(std::string_view word_, std::string_view other) {
    TROTH_TRY(auto text, word(word_));
    if (text != other && !is_digest(text)) return bad("this is neither a digest nor the word for none");
    return std::string(text);
  }
  Result<std::string> one_of(std::string_view word_, std::initializer_list<std::string_view> words) {
    TROTH_TRY(auto text, word(word_));
    if (std::find(words.begin(), words.end(), text) == words.end()) return bad("this word is not known here");
    return std::string(text);
  }
  Result<Time> time(std::string_view word_) {
    TROTH_TRY(auto text, word(word_));
    auto at = parse_rfc3339(text);
    if (!at || rfc3339(*at) != text) return bad("a time is written like 2026-11-22T09:30:00.000000Z");
    return *at;
  }
  Result<std::uint64_t> number(std::string_view word_) {
    TROTH_TRY(auto text, word(word_));
    auto value = parse_size(text);
    if (!value) return bad("a number has decimal digits without leading zeros");
    return *value;
  }
  bool at_end() const { return lines_.at_end(); }

 private:
  Lines lines_;
  std::size_t at_ = 1;
};

Result<std::string> origin(Reading& in) {
  TROTH_TRY(auto text, in.word("cell"));
  if (text.size() > kMostOrigin || !is_note_text(text)) return in.bad("a cell is the origin of its evidence log");
  return std::string(text);
}

Result<std::vector<std::string>> mutants(Reading& in) {
  TROTH_TRY(auto text, in.word("mutants"));
  std::vector<std::string> out;
  if (text == "none") return out;
  for (;;) {
    auto const comma = text.find(',');
    auto const one = text.substr(0, comma);
    if (!is_name(one) || one == "none" || out.size() == kMostMutants)
      return in.bad("planted bugs are at most 64 names with commas between, or none");
    out.emplace_back(one);
    if (comma == text.npos) return out;
    text.remove_prefix(comma + 1);
  }
}

Result<EvidenceRecord::Verdict> verdict(Reading& in) {
  TROTH_TRY(auto text, in.word("verdict"));
  using Verdict = EvidenceRecord::Verdict;
  for (auto known : {Verdict::pass, Verdict::fail, Verdict::error})
    if (name(known) == text) return known;
  return in.bad("a verdict is pass, fail or error");
}

Result<> judge_times(Reading const& in, EvidenceRecord const& out) {
  if (out.ended < out.started) return in.bad("a test cannot end before it starts");
  if (out.expires < out.ended) return in.bad("evidence cannot expire before it was made");
  return {};
}

}  // namespace

std::string_view name(EvidenceRecord::Verdict verdict) {
  switch (verdict) {
    case EvidenceRecord::Verdict::pass:
      return "pass";
    case EvidenceRecord::Verdict::fail:
      return "fail";
    case EvidenceRecord::Verdict::error:
      break;
  }
  return "error";
}

Result<EvidenceRecord> EvidenceRecord::parse(std::string_view text) {
  if (text.size() > kMostBytes) return bad_line("a record of evidence has at most 16 KiB", 1);
  Reading in(text);
  EvidenceRecord out;
  TROTH_TRY(in.first());
  TROTH_TRY(out.clause, in.name("clause"));
  TROTH_TRY(out.clause_hash, in.digest("clause-hash"));
  TROTH_TRY(out.tom, in.digest_or("tom", "rehearsal"));
  TROTH_TRY(out.build, in.digest("build"));
  TROTH_TRY(out.manifest, in.digest_or("manifest", "none"));
  TROTH_TRY(out.config, in.digest("config"));
  TROTH_TRY(out.cell, origin(in));
  TROTH_TRY(out.place, in.one_of("place", {"live", "twin"}));
  TROTH_TRY(out.by, in.one_of("by", {"operator", "customer", "auditor"}));
  TROTH_TRY(out.started, in.time("started"));
  TROTH_TRY(out.ended, in.time("ended"));
  TROTH_TRY(out.expires, in.time("expires"));
  TROTH_TRY(judge_times(in, out));
  TROTH_TRY(out.verdict, merkle::verdict(in));
  TROTH_TRY(out.samples, in.number("samples"));
  if (out.verdict == Verdict::pass && out.samples == 0) return in.bad("without a sample nothing has passed");
  TROTH_TRY(out.mutants, merkle::mutants(in));
  TROTH_TRY(out.seed, in.digest("seed"));
  TROTH_TRY(out.observations, in.digest("observations"));
  if (!in.at_end()) return in.bad("behind the observations nothing follows");
  return out;
}

std::string EvidenceRecord::encode() const {
  std::string out(kFirstLine);
  auto line = [&out](std::string_view word, std::string_view value) {
    out.append("\n").append(word).append(" ").append(value);
  };
  line("clause", clause);
  line("clause-hash", hex(clause_hash));
  line("tom", tom);
  line("build", hex(build));
  line("manifest", manifest);
  line("config", hex(config));
  line("cell", cell);
  line("place", place);
  line("by", by);
  line("started", rfc3339(started));
  line("ended", rfc3339(ended));
  line("expires", rfc3339(expires));
  line("verdict", name(verdict));
  line("samples", std::to_string(samples));
  std::string planted;
  for (auto const& mutant : mutants) planted += (planted.empty() ? "" : ",") + mutant;
  line("mutants", planted.empty() ? "none" : planted);
  line("seed", hex(seed));
  line("observations", hex(observations));
  return out + "\n";
}

}  // namespace troth::merkle
