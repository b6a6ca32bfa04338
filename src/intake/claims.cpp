#include "intake/lints.h"
#include "intake/text.h"

namespace troth::intake {
namespace {

struct Claim {
  Severity severity;
  std::string_view first, second, unless, says, mend;
};
#define CLAIM(severity, first, second, unless, says, mend) {Severity::severity, first, second, unless, says, mend},
constexpr Claim kClaims[] = {
#include "intake/claims.def"
};
#undef CLAIM

/// The words that were found, as they stand there.
std::string found(std::string_view low, std::string_view phrases) {
  for (auto phrase : parts(phrases)) {
    std::size_t length = 0;
    if (auto const at = find_phrase(low, phrase, 0, &length); at != low.npos)
      return std::string(low.substr(at, length));
  }
  return "";
}

}  // namespace

std::vector<Lint> claim_lints(Passage const& passage) {
  std::vector<Lint> out;
  for (auto const& sentence : sentences(passage.text)) {
    auto const low = folded(sentence);
    for (auto const& claim : kClaims) {
      auto words = found(low, claim.first);
      if (words.empty() || has_any(low, claim.unless)) continue;
      if (auto const more = found(low, claim.second); !more.empty())
        words += " ... " + more;
      else if (!claim.second.empty())
        continue;
      auto lint = lint_of(passage, "claim", claim.severity);
      lint.words = std::move(words);
      lint.sentence = sentence;
      lint.says = claim.says;
      lint.mend = claim.mend;
      out.push_back(std::move(lint));
    }
  }
  return out;
}

}  // namespace troth::intake
