#include <algorithm>

#include "merkle/internal/text.h"
#include "merkle/internal/witness_level.h"
#include "merkle/policy.h"

// C2SP tlog-policy: lines of words parted by spaces and tabs. What a line refers to stands before it, so the file is
// read once, top down.

namespace troth::merkle {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;
constexpr std::string_view kBlank = " \t";
using Words = std::vector<std::string_view>;

Words words_of(std::string_view line) {
  Words out;
  for (auto at = line.find_first_not_of(kBlank); at != std::string_view::npos;) {
    auto end = std::min(line.find_first_of(kBlank, at), line.size());
    out.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(kBlank, end);
  }
  return out;
}

bool is_policy_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    auto octet = static_cast<unsigned char>(c);
    return c == '\t' || c == '\n' || (octet >= 0x20 && octet != 0x7f);
  });
}

Result<VerifierKey> key_for(KeyType type, std::string_view vkey) {
  TROTH_TRY(auto key, VerifierKey::parse(vkey));
  if (key.type() == type) return key;
  return type == KeyType::ed25519 ? fail(Code::invalid, "a log needs a key of type 01, not a cosigner's")
                                  : fail(Code::invalid, "a witness needs a key of type 04, which cosigns");
}

/// One reading of one file; what the lines so far have said.
class Reading {
 public:
  Result<> line(std::string_view text);
  Result<Policy> end() &&;

 private:
  Result<> log(Words const& words);
  Result<> witness(Words const& words);
  Result<> group(Words const& words);
  Result<> quorum(Words const& words);
  Result<> level(Words const& words);
  Result<> define(std::string_view name);
  Result<> join(std::string_view member);

  Policy policy_;
  std::set<std::string, std::less<>> names_, members_, levels_;
  bool quorum_seen_ = false;
};

Result<> Reading::line(std::string_view text) {
  auto words = words_of(text);
  if (words.empty()) return {};
  if (words[0] == "#level") return level(words);
  if (words[0].starts_with('#')) return {};
  if (words[0] == "log") return log(words);
  if (words[0] == "witness") return witness(words);
  if (words[0] == "group") return group(words);
  if (words[0] == "quorum") return quorum(words);
  return fail(Code::invalid, "a line begins with log, witness, group, quorum or #");
}

Result<> Reading::log(Words const& words) {
  if (words.size() < 2 || words.size() > 3) return fail(Code::invalid, "the line must be: log <vkey> [<url>]");
  TROTH_TRY(auto key, key_for(KeyType::ed25519, words[1]));
  auto same = [&](Policy::Log const& log) { return log.key.key() == key.key(); };
  if (std::any_of(policy_.logs.begin(), policy_.logs.end(), same))
    return fail(Code::invalid, "a log's key stands there twice: keep one line");
  policy_.logs.push_back({std::move(key), std::string(words.size() == 3 ? words[2] : "")});
  return {};
}

Result<> Reading::witness(Words const& words) {
  if (words.size() < 3 || words.size() > 4)
    return fail(Code::invalid, "the line must be: witness <name> <vkey> [<url>]");
  TROTH_TRY(auto key, key_for(KeyType::cosignature, words[2]));
  auto same = [&](Policy::Witness const& witness) { return witness.key.key() == key.key(); };
  if (std::any_of(policy_.witnesses.begin(), policy_.witnesses.end(), same))
    return fail(Code::invalid, "a witness's key stands there twice: keep one line");
  TROTH_TRY(define(words[1]));
  auto url = words.size() == 4 ? words[3] : "";
  policy_.witnesses.push_back({std::string(words[1]), std::move(key), std::string(url), level_of_url(url)});
  return {};
}

Result<> Reading::group(Words const& words) {
  if (words.size() < 4) return fail(Code::invalid, "the line must be: group <name> <k|any|all> <member>...");
  auto count = words.size() - 3;
  auto least = words[2] == "any" ? 1 : words[2] == "all" ? count : decimal(words[2]).value_or(0);
  if (least < 1 || least > count)
    return fail(Code::invalid, "a group needs any, all or a number from 1 to the count of its members");
  Policy::Group out{std::string(words[1]), least, {}};
  for (auto member = words.begin() + 3; member != words.end(); ++member) {
    TROTH_TRY(join(*member));
    out.members.emplace_back(*member);
  }
  TROTH_TRY(define(words[1]));
  policy_.groups.push_back(std::move(out));
  return {};
}

Result<> Reading::quorum(Words const& words) {
  if (words.size() != 2) return fail(Code::invalid, "the line must be: quorum <name|none>");
  if (quorum_seen_) return fail(Code::invalid, "a policy has one quorum line");
  if (words[1] != "none" && !names_.contains(words[1]))
    return fail(Code::invalid, "the quorum must be none or a witness or group of a line before");
  policy_.quorum = words[1];
  quorum_seen_ = true;
  return {};
}

Result<> Reading::level(Words const& words) {
  auto level = words.size() == 3 ? level_named(words[2]) : std::nullopt;
  if (!level) return fail(Code::invalid, "the line must be: #level <witness> same-host|same-operator|independent");
  auto named = [&](Policy::Witness const& witness) { return witness.name == words[1]; };
  auto witness = std::find_if(policy_.witnesses.begin(), policy_.witnesses.end(), named);
  if (witness == policy_.witnesses.end()) return fail(Code::invalid, "#level must name a witness of a line before");
  if (!levels_.emplace(words[1]).second) return fail(Code::invalid, "a witness has one #level line");
  witness->level = *level;
  return {};
}

/// Witnesses and groups share one space of names.
Result<> Reading::define(std::string_view name) {
  if (name == "none") return fail(Code::invalid, "none is no name for a witness or group");
  if (!names_.emplace(name).second) return fail(Code::invalid, "a name stands for two witnesses or groups: rename one");
  return {};
}

/// A name joins one group, once: so each witness counts for the quorum in one way only.
Result<> Reading::join(std::string_view member) {
  if (!names_.contains(member)) return fail(Code::invalid, "a member must be a witness or group of a line before");
  if (!members_.emplace(member).second)
    return fail(Code::invalid, "a witness or group is a member once in the whole file");
  return {};
}

Result<Policy> Reading::end() && {
  if (!quorum_seen_) return fail(Code::invalid, "the quorum line is missing: add quorum <name|none>");
  return std::move(policy_);
}

}  // namespace

Result<Policy> Policy::parse(std::string_view text) {
  if (text.size() > kMostBytes) return fail(Code::invalid, "a policy has at most 256 KiB");
  if (!is_policy_text(text)) return fail(Code::invalid, "a policy has no control characters but tab and newline");
  Lines lines(text);
  Reading reading;
  while (!lines.at_end()) {
    auto number = lines.line();
    auto line = lines.next();
    if (!line) return bad_line("the last line needs a newline at its end", number);
    if (auto read = reading.line(*line); !read) return bad_line(read.error().message, number);
  }
  return std::move(reading).end();
}

}  // namespace troth::merkle
