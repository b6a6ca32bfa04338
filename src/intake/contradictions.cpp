#include <algorithm>
#include <map>
#include <set>

#include "intake/intake.h"

namespace troth::intake {
namespace {

/// Of one document and one topic.
struct Said {
  std::set<std::string> values;
  Fact const* first = nullptr;
};
using Topics = std::map<std::string_view, Said>;

Topics topics_of(Imported const& document) {
  Topics out;
  for (auto const& fact : document.facts) {
    auto& said = out[fact.topic];
    said.values.insert(fact.value);
    if (!said.first) said.first = &fact;
  }
  return out;
}

bool agree(std::set<std::string> const& a, std::set<std::string> const& b) {
  return std::any_of(a.begin(), a.end(), [&](std::string const& value) { return b.contains(value); });
}

std::string joined(std::set<std::string> const& values) {
  std::string out;
  for (auto const& value : values) out += (out.empty() ? "" : ", ") + value;
  return out;
}

Lint between(Imported const& a, Said const& in_a, Imported const& b, Said const& in_b) {
  Lint out;
  out.rule = "contradiction";
  out.severity = Severity::wrong;
  out.document = b.document;
  out.clause = in_b.first->clause;
  out.line = in_b.first->line;
  out.words = in_b.first->topic;
  out.sentence = in_b.first->sentence;
  out.says = b.document + " says " + joined(in_b.values) + ", " + a.document + " says " + joined(in_a.values);
  if (!in_a.first->clause.empty()) out.says += " (clause " + in_a.first->clause + ")";
  out.mend = "find out which is true today, and say it once";
  return out;
}

}  // namespace

std::vector<Lint> contradictions(std::span<Imported const> documents) {
  std::vector<Lint> out;
  std::vector<Topics> topics;
  for (auto const& document : documents) topics.push_back(topics_of(document));
  for (std::size_t b = 1; b < documents.size(); ++b)
    for (std::size_t a = 0; a < b; ++a)
      for (auto const& [topic, in_b] : topics[b])
        if (auto in_a = topics[a].find(topic); in_a != topics[a].end() && !agree(in_a->second.values, in_b.values))
          out.push_back(between(documents[a], in_a->second, documents[b], in_b));
  return out;
}

}  // namespace troth::intake
