#include "intake/lints.h"
#include "intake/text.h"

namespace troth::intake {
namespace {

/// What is wrong with where a link goes; empty if nothing is.
std::string_view trouble(std::string_view target) {
  auto const low = folded(target);
  if (low.empty() || low == "#") return "the link leads nowhere";
  if (low.starts_with("http://")) return "the link is not encrypted";
  if (low.starts_with("javascript:") || low.starts_with("data:") || low.starts_with("vbscript:"))
    return "the link would run a script";
  return "";
}

std::string mend(std::string_view says) {
  if (says == "the link is not encrypted") return "link to the https:// address";
  return "link to the document, or leave the words out";
}

void add(std::vector<Lint>& out, Passage const& passage, std::string words, std::string_view says) {
  auto lint = lint_of(passage, "empty-link", Severity::wrong);
  if (says == "the link is not encrypted") lint.rule = "link";
  lint.words = tidy(words);
  lint.sentence = passage.text;
  lint.says = says;
  lint.mend = mend(says);
  out.push_back(std::move(lint));
}

}  // namespace

std::vector<Lint> link_lints(Passage const& passage) {
  std::vector<Lint> out;
  if (passage.nothing_behind && passage.links.empty()) add(out, passage, passage.text, "nothing stands behind this");
  for (auto const& link : passage.links)
    if (auto const says = trouble(link.target); !says.empty())
      add(out, passage, link.text.empty() ? link.target : link.text, says);
  if (!passage.links.empty()) return out;
  if (passage.text.find("]()") != std::string::npos) add(out, passage, "[]()", "the link leads nowhere");
  auto const bare = passage.text.find("http://");
  if (bare != std::string::npos)
    add(out, passage, passage.text.substr(bare, passage.text.find_first_of(" )>,", bare) - bare),
        "the link is not encrypted");
  return out;
}

}  // namespace troth::intake
