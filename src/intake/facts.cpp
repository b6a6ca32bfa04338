#include "intake/facts.h"

#include "intake/clouds.h"
#include "intake/durations.h"
#include "intake/text.h"

namespace troth::intake {
namespace {

struct Topic {
  std::string_view topic;
  bool rhythm;
  std::string_view words, more, unless;
};
#define DURATION(topic, rhythm, words, more, unless) {topic, rhythm, words, more, unless},
constexpr Topic kTopics[] = {
#include "intake/topics.def"
};
#undef DURATION

constexpr std::string_view kHosting =
    "host*|server*|data "
    "cent*|data-cent*|datacent*|located|stored|cloud|region|regions|instances|rechenzentr*|gehostet|gespeichert|"
    "standort*";

class Sentence {
 public:
  Sentence(Passage const& passage, std::string text) : passage_(passage), text_(std::move(text)), low_(folded(text_)) {}

  std::vector<Fact> facts() {
    hosting();
    tls();
    auto const found = durations(low_);
    for (auto const& topic : kTopics) {
      if (!has_any(low_, topic.words) || !has_any(low_, topic.more) || has_any(low_, topic.unless)) continue;
      for (auto const& one : found)
        if (one.rhythm == topic.rhythm) add(topic.topic, one.value);
    }
    return std::move(out_);
  }

 private:
  void add(std::string_view topic, std::string_view value) {
    out_.push_back({std::string(topic), std::string(value), passage_.clause, text_, passage_.line});
  }

  void hosting() {
    if (!has_any(low_, kHosting)) return;
    for (auto provider : providers_in(low_)) add("hosting provider", provider);
    for (auto country : countries_in(low_)) add("hosting place", country);
  }

  void tls() {
    for (std::string_view version : {"1.2", "1.3"})
      if (has(low_, "tls " + std::string(version)) || has(low_, "tls" + std::string(version)))
        add("TLS version", version);
  }

  Passage const& passage_;
  std::string text_, low_;
  std::vector<Fact> out_;
};

}  // namespace

std::vector<Fact> facts_of(Passage const& passage) {
  std::vector<Fact> out;
  for (auto& sentence : sentences(passage.text))
    for (auto& fact : Sentence(passage, std::move(sentence)).facts()) out.push_back(std::move(fact));
  return out;
}

}  // namespace troth::intake
