#include <charconv>

#include "trust/tom_text.h"

// Reading a text back. Whatever is read is written again and compared, so that there is one form of each version.

namespace troth::trust {
namespace {

using catalogue::EvidenceClass;
using Stricter = catalogue::Parameter::Stricter;

constexpr std::size_t kMostBytes = 4u << 20;
constexpr std::size_t kMostOfClause = 64u << 10;

class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  /// What follows `word` and a space on the next line, if that line begins so.
  std::optional<std::string_view> after(std::string_view word) {
    std::string_view const rest = text_.substr(at_);
    if (!rest.starts_with(word) || rest.size() <= word.size() || rest[word.size()] != ' ') return std::nullopt;
    auto const end = rest.find('\n');
    if (end == rest.npos) return std::nullopt;
    at_ += end + 1;
    return rest.substr(word.size() + 1, end - word.size() - 1);
  }
  bool line(std::string_view whole) {
    if (!text_.substr(at_).starts_with(whole)) return false;
    at_ += whole.size();
    return true;
  }
  std::optional<std::string_view> take(std::size_t bytes) {
    if (bytes > text_.size() - at_) return std::nullopt;
    at_ += bytes;
    return text_.substr(at_ - bytes, bytes);
  }
  bool done() const { return at_ == text_.size(); }
  Error wrong() const { return fail(Code::invalid, "this is no text of a TOM version", "byte " + std::to_string(at_)); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<std::int64_t> decimal(std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t out = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || out < least || out > most) return std::nullopt;
  return out;
}

/// The first `most - 1` words, and all that is left as the last.
std::vector<std::string_view> words(std::string_view line, std::size_t most, char between = ' ') {
  std::vector<std::string_view> out;
  for (std::size_t space; out.size() + 1 < most && (space = line.find(between)) != line.npos;) {
    out.push_back(line.substr(0, space));
    line.remove_prefix(space + 1);
  }
  out.push_back(line);
  return out;
}

/// Ids, names and units: what can stand between spaces and commas.
bool plain(std::string_view word) {
  for (char c : word)
    if (c <= ' ' || c > '~' || c == ',') return false;
  return !word.empty();
}

std::optional<EvidenceClass> class_named(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(EvidenceClass::not_covered); ++i)
    if (catalogue::name(static_cast<EvidenceClass>(i)) == text) return static_cast<EvidenceClass>(i);
  return std::nullopt;
}

std::optional<Stricter> stricter_named(std::string_view text) {
  for (auto stricter : {Stricter::lower, Stricter::higher, Stricter::same})
    if (name(stricter) == text) return stricter;
  return std::nullopt;
}

Result<TomText::Clause> read_clause(Lines& lines, std::string_view line) {
  auto const head = words(line, 3);
  if (head.size() != 3 || !plain(head[0])) return lines.wrong();
  auto const bytes = decimal(head[1], 1, kMostOfClause);
  auto const stands = class_named(head[2]);
  auto const canonical = bytes ? lines.take(static_cast<std::size_t>(*bytes)) : std::nullopt;
  if (!stands || !canonical || canonical->back() != '\n' || !is_utf8(*canonical)) return lines.wrong();
  return TomText::Clause{std::string(head[0]), *stands, std::string(*canonical)};
}

Result<TomText::Parameter> read_parameter(Lines const& lines, std::string_view line) {
  auto const part = words(line, 5);
  if (part.size() != 5 || !plain(part[0]) || !plain(part[2])) return lines.wrong();
  auto const value = decimal(part[1], 0, INT64_MAX);
  auto const stricter = stricter_named(part[3]);
  if (!value || !stricter) return lines.wrong();
  TomText::Parameter out{std::string(part[0]), *value, std::string(part[2]), *stricter, {}};
  for (auto id : words(part[4], SIZE_MAX, ',')) {
    if (!plain(id)) return lines.wrong();
    out.clauses.emplace_back(id);
  }
  return out;
}

}  // namespace

Result<TomText> TomText::parse(std::string_view text) {
  if (text.size() > kMostBytes) return fail(Code::too_large, "the text of a TOM version has at most 4 MiB");
  Lines lines(text);
  TomText out;
  if (!lines.line("troth-tom/v1\n")) return lines.wrong();
  auto const version = decimal(lines.after("version").value_or(""), 1, INT32_MAX);
  auto const effective = parse_rfc3339(lines.after("effective").value_or(""));
  if (!version || !effective) return lines.wrong();
  out.number = *version;
  out.effective_from = *effective;
  while (auto profile = lines.after("profile")) out.profiles.emplace_back(*profile);
  while (auto id = lines.after("accepted")) out.accepted.emplace_back(*id);
  while (auto clause = lines.after("clause")) {
    TROTH_TRY(auto read, read_clause(lines, *clause));
    out.clauses.push_back(std::move(read));
  }
  while (auto parameter = lines.after("parameter")) {
    TROTH_TRY(auto read, read_parameter(lines, *parameter));
    out.parameters.push_back(std::move(read));
  }
  for (auto const& list : {out.profiles, out.accepted})
    for (auto const& word : list)
      if (!plain(word)) return lines.wrong();
  if (!lines.done() || out.encode() != text) return lines.wrong();
  return out;
}

}  // namespace troth::trust
