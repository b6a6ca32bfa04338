#include "report.h"

#include <algorithm>
#include <cstdio>

#include "base/clock.h"
#include "base/json_writer.h"

namespace troth::verify {
namespace {

std::string time_of(std::uint64_t seconds) {
  constexpr std::uint64_t kLast = 253'402'300'799;  // of the year 9999
  return seconds > kLast ? "beyond the year 9999" : rfc3339(Time(std::chrono::seconds(seconds)));
}

void line(std::string const& name, std::string const& text) { std::printf("%-9s %s\n", name.c_str(), text.c_str()); }

}  // namespace

void Report::fact(std::string name, std::string text, std::string_view remark) {
  auto json = Json().value(text).text();
  facts_.push_back({std::move(name), std::move(text.append(remark)), std::move(json)});
}

void Report::fact(std::string name, std::uint64_t number) {
  auto text = std::to_string(number);  // the writer of JSON has no numbers above 2^63
  facts_.push_back({std::move(name), text, text});
}

bool Report::check(merkle::Check check) {
  checks_.push_back(std::move(check));
  return checks_.back().held;
}

bool Report::check_signatures(merkle::Note const& checkpoint, merkle::Policy const& policy) {
  std::optional<merkle::Policy::Standing> standing;
  bool held = true;
  for (auto& one : merkle::check_signatures(checkpoint, policy, standing)) held = check(std::move(one));
  if (held && standing) cosigned(checkpoint, policy, *standing);
  return held;
}

void Report::cosigned(merkle::Note const& checkpoint, merkle::Policy const& policy,
                      merkle::Policy::Standing const& standing) {
  standing_ = standing;
  cosigners_.clear();
  std::vector<merkle::VerifierKey> keys;
  for (auto const& witness : policy.witnesses) keys.push_back(witness.key);
  auto found = merkle::signers(checkpoint, keys);
  if (!found) return;
  for (auto const& [key, seconds] : *found) cosigners_.push_back({policy.witnesses[key].name, seconds});
}

Verdict Report::print(bool as_json, std::optional<Open> open) const {
  bool held = !checks_.empty() && std::ranges::all_of(checks_, &merkle::Check::held);
  auto const* word = !held ? "failed" : open ? open->word : "verified";
  auto why = !held && !checks_.empty() ? checks_.back().says : held && open ? open->why : std::string();
  as_json ? print_json(word, why) : print_text(word, why);
  return !held ? Verdict::mismatch : open ? Verdict::not_pinned : Verdict::match;
}

void Report::print_text(char const* word, std::string const& why) const {
  for (auto const& fact : facts_) line(fact.name, fact.text);
  for (auto const& check : checks_) line(check.held ? "ok" : "FAILED", check.name + ": " + check.says);
  for (auto const& [name, seconds] : cosigners_) line("witness", name + " cosigned at " + time_of(seconds));
  if (standing_) line("level", std::string(name(standing_->level)));
  line("verdict", word + (why.empty() ? "" : ": " + why));
}

void Report::print_json(char const* word, std::string const& why) const {
  Json json;
  json.object().member("verdict", word).member("why", why);
  for (auto const& fact : facts_) json.key(fact.name).raw(fact.json);
  json.key("checks").array();
  for (auto const& check : checks_)
    json.object().member("name", check.name).member("held", check.held).member("says", check.says).end();
  json.end().key("witnesses").array();
  for (auto const& [name, seconds] : cosigners_)
    json.object()
        .member("name", name)
        .key("seconds")
        .raw(std::to_string(seconds))
        .member("time", time_of(seconds))
        .end();
  json.end().key("witness_level");
  standing_ ? json.value(name(standing_->level)) : json.null();
  std::puts(json.end().text().c_str());
}

}  // namespace troth::verify
