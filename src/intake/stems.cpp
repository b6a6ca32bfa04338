#include <array>
#include <unordered_set>

#include "intake/binding.h"
#include "intake/text.h"

namespace troth::intake {
namespace {

struct Meaning {
  std::string_view name, phrases;
};
#define MEANING(name, phrases) {name, phrases},
constexpr Meaning kMeanings[] = {
#include "intake/words.def"
};
#undef MEANING

struct Phrase {
  std::string_view phrase, meaning;
};
using Phrases = std::array<std::vector<Phrase>, 256>;

/// By the byte that they begin with.
Phrases const& phrases() {
  static Phrases const table = [] {
    Phrases out;
    for (auto const& meaning : kMeanings)
      for (auto phrase : parts(meaning.phrases))
        out[static_cast<unsigned char>(phrase.front())].push_back({phrase, meaning.name});
    return out;
  }();
  return table;
}

/// The meanings that stand in the text, each with the first words that say it.
void add_meanings(std::string_view low, std::map<std::string, std::string>& out) {
  for (std::size_t at = 0; at < low.size(); ++at) {
    if (!word_start(low, at)) continue;
    for (auto const& [phrase, meaning] : phrases()[static_cast<unsigned char>(low[at])])
      if (auto const length = match_at(low, at, phrase); length > 0)
        out.emplace("#" + std::string(meaning), low.substr(at, length));
  }
}

/// Words that every clause has.
constexpr std::string_view kStop =
    "|a|an|and|any|are|as|at|be|been|by|can|do|does|for|from|has|have|if|in|including|into|is|it|its|may|must|no|not|"
    "of|"
    "on|only|or|our|such|than|that|the|their|them|these|they|this|those|through|to|under|up|us|used|using|was|we|where|"
    "which|who|will|with|within|you|your|all|each|every|one|two|other|"
    "der|die|das|des|dem|den|ein|eine|einer|eines|einem|einen|und|oder|nicht|kein|keine|ist|sind|wird|werden|mit|von|"
    "vom|"
    "zu|zum|zur|im|in|auf|aus|bei|für|durch|nach|vor|über|unter|auch|nur|als|wie|wer|was|es|er|sie|sich|dass|jede|"
    "jeder|"
    "jedes|wir|uns|unsere|hat|haben|an|am|so|ob|um|";

bool stop(std::string_view word) {
  static std::unordered_set<std::string_view> const words = [] {
    auto const all = parts(kStop);
    return std::unordered_set<std::string_view>(all.begin(), all.end());
  }();
  return word.size() < 2 || words.contains(word);
}

/// So that "encrypted" and "encryption", "organised" and "organization", "Passwörtern" and "Passwörter" meet.
std::string stem(std::string word) {
  for (auto at = word.find("iz"); at != word.npos && word.size() > 5; at = word.find("iz")) word[at + 1] = 's';
  constexpr std::array<std::string_view, 17> kEndings{"ations", "ation", "ments", "ment", "ings", "ing",
                                                      "ions",   "ion",   "ies",   "ed",   "es",   "en",
                                                      "er",     "em",    "s",     "e",    "y"};
  for (int turn = 0; turn < 2; ++turn)
    for (auto ending : kEndings)
      if (word.size() >= ending.size() + 4 && word.ends_with(ending) && !word.ends_with("ss")) {
        word.resize(word.size() - ending.size());
        break;
      }
  return word;
}

}  // namespace

std::map<std::string, std::string> stems(std::string_view text) {
  std::map<std::string, std::string> out;
  auto const low = folded(text);
  add_meanings(low, out);
  for (auto& word : words(low)) {
    if (stop(word) || (word.front() >= '0' && word.front() <= '9')) continue;
    auto key = stem(word);
    out.emplace(std::move(key), std::move(word));
  }
  return out;
}

}  // namespace troth::intake
