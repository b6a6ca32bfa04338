#include "trust/pages/parts.h"

namespace troth::trust {

Html element(std::string_view tag, std::string_view text) { return Html::element(tag, {Html::text(text)}); }

Html classed(std::string_view tag, std::string_view name, Html const& inside) {
  return Html::element(tag, {{"class", name}}, {inside});
}

Html classed(std::string_view tag, std::string_view name, std::string_view text) {
  return classed(tag, name, Html::text(text));
}

Html link(std::string_view address, std::string_view text) {
  return Html::element("a", {{"href", address}}, {Html::text(text)});
}

Html code(std::string_view text) { return element("code", text); }

Html when(Time at, Time now, Language language) {
  return Html::element("time", {{"datetime", rfc3339(at)}, {"title", minute(at)}},
                       {classed("span", "ago", ago(at, now, language))});
}

Html badge(Badge const& badge, Language language) {
  auto const word = language == Language::de ? in_german(badge.word) : std::string(badge.word);
  return classed("span", "badge " + std::string(badge.tone), word);
}

Html fact(std::string_view label, Html const& value) {
  Html out = element("dt", label);
  out += Html::element("dd", {value});
  return out;
}

Html fact(std::string_view label, std::string_view value) { return fact(label, Html::text(value)); }

Html section(std::string_view heading, Html const& inside) {
  return Html::element("section", {element("h2", heading), inside});
}

Html listing(std::string_view label, std::string_view text) {
  return Html::element("pre", {{"tabindex", "0"}, {"role", "region"}, {"aria-label", label}}, {code(text)});
}

}  // namespace troth::trust
