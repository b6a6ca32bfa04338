#include "catalogue/catalogue.h"
#include "catalogue/placeholders.h"

namespace troth::catalogue {

std::optional<std::vector<std::string_view>> placeholders(std::string_view sentence) {
  std::vector<std::string_view> out;
  while (true) {
    auto const brace = sentence.find_first_of("{}");
    if (brace == sentence.npos) return out;
    auto const end = sentence.find_first_of("{}", brace + 1);
    if (sentence[brace] == '}' || end == sentence.npos || sentence[end] == '{') return std::nullopt;
    out.push_back(sentence.substr(brace + 1, end - brace - 1));
    sentence.remove_prefix(end + 1);
  }
}

std::string filled(std::string_view sentence, std::function<std::string(std::string_view id)> const& value) {
  std::string out;
  while (true) {
    auto const brace = sentence.find('{');
    auto const end = brace == sentence.npos ? brace : sentence.find('}', brace);
    if (end == sentence.npos) return out.append(sentence);
    out.append(sentence.substr(0, brace)).append(value(sentence.substr(brace + 1, end - brace - 1)));
    sentence.remove_prefix(end + 1);
  }
}

std::string sentence(Catalogue const& catalogue, Clause const& clause, Promises const& promises, Language language) {
  return filled(clause.sentence.in(language), [&](std::string_view id) {
    auto const* parameter = catalogue.parameter(id);
    if (!parameter) return "{" + std::string(id) + "}";
    auto const promised = promises.find(parameter->id);
    return shown(*parameter, promised == promises.end() ? parameter->value : promised->second, language);
  });
}

}  // namespace troth::catalogue
