#include "intake/durations.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "intake/text.h"

namespace troth::intake {
namespace {

struct Word {
  std::string_view word;
  std::int64_t value;
};
constexpr Word kNumbers[] = {{"one", 1},     {"two", 2},       {"three", 3},   {"four", 4},    {"five", 5},
                             {"six", 6},     {"seven", 7},     {"eight", 8},   {"nine", 9},    {"ten", 10},
                             {"twelve", 12}, {"fourteen", 14}, {"twenty", 20}, {"thirty", 30}, {"sixty", 60},
                             {"ninety", 90}, {"einen", 1},     {"eine", 1},    {"einem", 1},   {"zwei", 2},
                             {"drei", 3},    {"vier", 4},      {"fünf", 5},    {"sechs", 6},   {"sieben", 7},
                             {"acht", 8},    {"neun", 9},      {"zehn", 10},   {"zwölf", 12},  {"dreißig", 30}};

/// Seconds of a unit, or months below zero.
constexpr Word kUnits[] = {{"second", 1},    {"seconds", 1},   {"sekunde", 1},    {"sekunden", 1},   {"minute", 60},
                           {"minutes", 60},  {"min", 60},      {"minuten", 60},   {"hour", 3600},    {"hours", 3600},
                           {"h", 3600},      {"hrs", 3600},    {"stunde", 3600},  {"stunden", 3600}, {"day", 86400},
                           {"night", 86400}, {"nacht", 86400}, {"days", 86400},   {"tag", 86400},    {"tage", 86400},
                           {"tagen", 86400}, {"week", 604800}, {"weeks", 604800}, {"woche", 604800}, {"wochen", 604800},
                           {"month", -1},    {"months", -1},   {"monat", -1},     {"monate", -1},    {"monaten", -1},
                           {"year", -12},    {"years", -12},   {"jahr", -12},     {"jahre", -12},    {"jahren", -12}};

constexpr Word kRhythms[] = {{"hourly", 3600},        {"stündlich", 3600}, {"daily", 86400},     {"nightly", 86400},
                             {"täglich", 86400},      {"tägliche", 86400}, {"täglichen", 86400}, {"weekly", 604800},
                             {"wöchentlich", 604800}, {"monthly", -1},     {"monatlich", -1},    {"quarterly", -3},
                             {"annual", -12},         {"annually", -12},   {"yearly", -12},      {"jährlich", -12}};

template <std::size_t N>
std::optional<std::int64_t> value_of(Word const (&words)[N], std::string_view word) {
  for (auto const& one : words)
    if (one.word == word) return one.value;
  return std::nullopt;
}

std::optional<std::int64_t> number(std::string_view word) {
  std::int64_t out = 0;
  auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), out);
  if (error == std::errc() && end == word.data() + word.size() && out < 100000) return out;
  return value_of(kNumbers, word);
}

std::string value(std::int64_t count, std::int64_t unit) {
  if (unit < 0) return std::to_string(-unit * count) + " months";
  auto const seconds = unit * count;
  return seconds % 3600 == 0 ? std::to_string(seconds / 3600) + " h" : std::to_string(seconds) + " s";
}

/// "every night", "once a year", "jeden Tag".
bool each(std::vector<std::string> const& all, std::size_t unit) {
  if (unit == 0) return false;
  for (std::string_view word : {"every", "each", "per", "jede", "jeden", "jedes", "pro"})
    if (all[unit - 1] == word) return true;
  return unit > 1 && all[unit - 1] == "a" && (all[unit - 2] == "once" || all[unit - 2] == "twice");
}

/// Words that may stand between a number and its unit.
bool between(std::string_view word) {
  return word == "calendar" || word == "business" || word == "working" || word == "consecutive" || word == "volle";
}

}  // namespace

std::vector<Duration> durations(std::string_view folded_text) {
  std::vector<Duration> out;
  auto const all = words(folded_text);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (auto const unit = value_of(kRhythms, all[i])) out.push_back({value(1, *unit), all[i], true});
    if (auto const unit = value_of(kUnits, all[i]); unit && each(all, i))
      out.push_back({value(1, *unit), all[i - 1] + " " + all[i], true});
    auto const count = number(all[i]);
    auto const next = i + 1 < all.size() && between(all[i + 1]) ? i + 2 : i + 1;
    if (!count || next >= all.size()) continue;
    auto const unit = value_of(kUnits, all[next]);
    if (unit) out.push_back({value(*count, *unit), all[i] + " " + all[next], i > 0 && all[i - 1] == "every"});
  }
  return out;
}

}  // namespace troth::intake
