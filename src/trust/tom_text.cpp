#include "trust/tom_text.h"

#include <algorithm>

#include "crypto/hash.h"

// How a text is written, and what can be asked of it. The grammar stands in tom_text.h.

namespace troth::trust {

using catalogue::Language;
using Stricter = catalogue::Parameter::Stricter;

std::string_view name(Stricter stricter) {
  switch (stricter) {
    case Stricter::lower:
      return "lower";
    case Stricter::higher:
      return "higher";
    case Stricter::same:
      return "same";
  }
  return "same";
}

std::string hash_of(std::string_view text) { return hex(crypto::sha256(as_bytes(text))); }

std::string TomText::Clause::sentence(Language language) const {
  std::string const begin = language == Language::de ? "\nde " : "\nen ";
  auto const at = canonical.find(begin);
  if (at == canonical.npos) return {};
  auto const from = at + begin.size();
  return canonical.substr(from, canonical.find('\n', from) - from);
}

std::string TomText::encode() const {
  std::string out = "troth-tom/v1\nversion " + std::to_string(number) + "\neffective " + rfc3339(effective_from) + "\n";
  for (auto const& profile : profiles) out += "profile " + profile + "\n";
  for (auto const& id : accepted) out += "accepted " + id + "\n";
  for (auto const& clause : clauses) {
    out += "clause " + clause.id + " " + std::to_string(clause.canonical.size()) + " ";
    out.append(catalogue::name(clause.stands)).append("\n").append(clause.canonical);
  }
  for (auto const& parameter : parameters) {
    out += "parameter " + parameter.id + " " + std::to_string(parameter.value) + " " + parameter.unit + " ";
    out.append(name(parameter.stricter));
    char before = ' ';
    for (auto const& id : parameter.clauses) {
      out += before + id;
      before = ',';
    }
    out += "\n";
  }
  return out;
}

TomText::Clause const* TomText::clause(std::string_view id) const {
  auto it = std::ranges::find(clauses, id, &Clause::id);
  return it == clauses.end() ? nullptr : &*it;
}

TomText::Parameter const* TomText::parameter(std::string_view id) const {
  auto it = std::ranges::find(parameters, id, &Parameter::id);
  return it == parameters.end() ? nullptr : &*it;
}

}  // namespace troth::trust
