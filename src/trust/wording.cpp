#include "trust/wording.h"

#include <algorithm>

// A text has sentences with their numbers in them, and no template. So two sentences are walked side by side: where one
// shows a parameter as its text has it and the other as its own has it, both step over it; everything else must be the
// same bytes.

namespace troth::trust {
namespace {

using catalogue::Language;

/// A parameter as the old sentence shows it, and as the new one does.
struct Shown {
  std::string old, now;
};

std::string shown(TomText::Parameter const& parameter, Language language) {
  return catalogue::shown({parameter.id, parameter.value, parameter.unit, parameter.stricter, {}, {}}, parameter.value,
                          language);
}

std::vector<Shown> changed_numbers(std::string const& clause, TomText const& from, TomText const& to,
                                   Language language) {
  std::vector<Shown> out;
  for (auto const& old : from.parameters) {
    auto const* now = to.parameter(old.id);
    if (!now || now->value == old.value || now->unit != old.unit) continue;
    if (std::ranges::find(old.clauses, clause) == old.clauses.end()) continue;
    if (std::ranges::find(now->clauses, clause) == now->clauses.end()) continue;
    out.push_back({shown(old, language), shown(*now, language)});
  }
  return out;
}

bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// The sentence has this at the place, and as whole words: 7 is not the end of 17.
bool stands_at(std::string_view sentence, std::size_t at, std::string_view number) {
  if (!sentence.substr(at).starts_with(number) || (at > 0 && is_word(sentence[at - 1]))) return false;
  auto const end = at + number.size();
  return end == sentence.size() || !is_word(sentence[end]);
}

bool same_but_for(std::vector<Shown> const& numbers, std::string_view old, std::string_view now) {
  std::size_t i = 0, j = 0;
  while (i < old.size() && j < now.size()) {
    auto const it = std::ranges::find_if(
        numbers, [&](Shown const& one) { return stands_at(old, i, one.old) && stands_at(now, j, one.now); });
    if (it != numbers.end()) {
      i += it->old.size();
      j += it->now.size();
    } else if (old[i++] != now[j++]) {
      return false;
    }
  }
  return i == old.size() && j == now.size();
}

}  // namespace

bool same_words(TomText::Clause const& old, TomText const& from, TomText::Clause const& now, TomText const& to) {
  if (old.canonical == now.canonical) return true;
  for (auto language : {Language::en, Language::de})
    if (!same_but_for(changed_numbers(old.id, from, to, language), old.sentence(language), now.sentence(language)))
      return false;
  return true;
}

}  // namespace troth::trust
