#include "base/clock.h"

#include <cstdio>

namespace troth {
namespace chrono = std::chrono;

std::string rfc3339(Time at) {
  auto const day = chrono::floor<chrono::days>(at);
  chrono::year_month_day const date{day};
  chrono::hh_mm_ss const time{at - day};
  char out[40];
  std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
  return out;
}

namespace {
// Exactly `digits` decimal digits from the front of `text`.
std::optional<int> take(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}
bool skip(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}
}  // namespace

std::optional<Time> parse_rfc3339(std::string_view text) {
  auto year = take(text, 4);
  if (!year || !skip(text, '-')) return std::nullopt;
  auto month = take(text, 2);
  if (!month || !skip(text, '-')) return std::nullopt;
  auto day = take(text, 2);
  if (!day || !skip(text, 'T')) return std::nullopt;
  auto hour = take(text, 2);
  if (!hour || !skip(text, ':')) return std::nullopt;
  auto minute = take(text, 2);
  if (!minute || !skip(text, ':')) return std::nullopt;
  auto second = take(text, 2);
  if (!second) return std::nullopt;
  int micros = 0;
  if (skip(text, '.')) {
    int digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++digits)
      if (digits < 6) micros = micros * 10 + (text.front() - '0');
    if (digits == 0) return std::nullopt;
    for (; digits < 6; ++digits) micros *= 10;
  }
  if (text != "Z") return std::nullopt;
  chrono::year_month_day const date{chrono::year(*year), chrono::month(static_cast<unsigned>(*month)),
                                    chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return Time(chrono::sys_days(date)) + chrono::hours(*hour) + chrono::minutes(*minute) + chrono::seconds(*second) +
         Duration(micros);
}

}  // namespace troth
