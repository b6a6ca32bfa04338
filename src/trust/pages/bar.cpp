#include "trust/pages/bar.h"

// SVG inside HTML: attribute names are written small, as the parser makes `viewBox` of `viewbox` itself.

namespace troth::trust {
namespace {

constexpr std::int64_t kWeeks = 53, kDays = 366;
constexpr int kStep = 6, kWidth = 5;

std::int64_t day_of(Time at) { return std::chrono::floor<std::chrono::days>(at).time_since_epoch().count(); }

/// One closed rectangle of a path.
std::string rectangle(std::int64_t x, int y, int width, int height) {
  return "M" + std::to_string(x) + " " + std::to_string(y) + "h" + std::to_string(width) + "v" +
         std::to_string(height) + "h-" + std::to_string(width) + "z";
}

/// All cells of one kind are one path.
struct Cells {
  std::string none, pass, fail;

  Html html() const {
    Html out;
    for (auto const& [kind, path] : {std::pair("none", &none), std::pair("pass", &pass), std::pair("fail", &fail)})
      if (!path->empty()) out += Html::element("path", {{"class", kind}, {"d", *path}}, {});
    return out;
  }
};

Html drawing(std::string_view name, std::string_view box, std::string_view words, Cells const& cells) {
  return Html::element(
      "svg",
      {{"class", name}, {"viewbox", box}, {"role", "img"}, {"aria-label", words}, {"preserveaspectratio", "none"}},
      {cells.html()});
}

}  // namespace

std::string year_in_words(std::int64_t days_seen, std::int64_t days_failed, Language language) {
  bool const de = language == Language::de;
  std::string out;
  if (days_seen == 0) return de ? "in den letzten 12 Monaten kein Nachweis" : "no evidence in the last 12 months";
  if (days_failed == 0)
    out = de ? "in den letzten 12 Monaten kein Fehlschlag" : "no failure in the last 12 months";
  else if (de)
    out = "in den letzten 12 Monaten Fehlschläge an " + counted(static_cast<std::size_t>(days_failed), "Tag", "Tagen");
  else
    out = "failures on " + counted(static_cast<std::size_t>(days_failed), "day", "days") + " of the last 12 months";
  if (auto const none = kDays - days_seen; none > 0)
    out += de ? "; kein Nachweis an " + counted(static_cast<std::size_t>(none), "Tag", "Tagen")
              : "; no evidence on " + counted(static_cast<std::size_t>(none), "day", "days");
  return out;
}

Html week_bar(std::vector<evidence::Week> const& weeks, Time now, Language language) {
  auto const last = day_of(now) / 7;
  std::int64_t seen = 0, failed = 0;
  std::map<std::int64_t, evidence::Week const*> at;
  for (auto const& week : weeks) {
    seen += week.days;
    failed += week.failed_days;
    at.emplace(week.week, &week);
  }
  Cells cells;
  for (std::int64_t i = 0; i < kWeeks; ++i) {
    auto const found = at.find(last - kWeeks + 1 + i);
    if (found == at.end())
      cells.none += rectangle(i * kStep, 11, kWidth, 5);
    else if (found->second->failed_days > 0)
      cells.fail += rectangle(i * kStep, 0, kWidth, 16);
    else
      cells.pass += rectangle(i * kStep, 5, kWidth, 11);
  }
  return drawing("weeks", "0 0 317 16", year_in_words(seen, failed, language), cells);
}

Html day_grid(std::vector<evidence::Day> const& days, Time now) {
  auto const today = day_of(now), first = today - kDays + 1;
  auto const column = [&](std::int64_t day) { return (day + 3) / 7 - (first + 3) / 7; };  // weeks begin on Mondays
  std::map<std::int64_t, evidence::Day const*> at;
  std::int64_t failed = 0;
  for (auto const& day : days) {
    at.emplace(day.day, &day);
    failed += day.fails > 0;
  }
  Cells cells;
  for (auto day = first; day <= today; ++day) {
    auto const found = at.find(day);
    int const y = static_cast<int>((day + 3) % 7) * 8;
    if (found == at.end())
      cells.none += rectangle(column(day) * 8 + 2, y + 2, 3, 3);
    else if (found->second->fails > 0)
      cells.fail += rectangle(column(day) * 8, y, 7, 7);
    else
      cells.pass += rectangle(column(day) * 8 + 1, y + 1, 5, 5);
  }
  auto const width = std::to_string(column(today) * 8 + 7);
  return drawing("days", "0 0 " + width + " 55", year_in_words(static_cast<std::int64_t>(days.size()), failed), cells);
}

Weeks by_clause(std::vector<evidence::Week> weeks) {
  Weeks out;
  std::vector<evidence::Week>* list = nullptr;
  for (auto& week : weeks) {  // those of a clause stand together
    if (!list || list->back().clause != week.clause) list = &out[week.clause];
    list->push_back(std::move(week));
  }
  return out;
}

}  // namespace troth::trust
