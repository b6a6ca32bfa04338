#include "doctor/doctor.h"

#include <iostream>

#include "base/json_writer.h"
#include "doctor.h"
#include "log_table.h"

// `troth doctor`: what does not hold first, with the mend, then everything by topic. No mark and no percentage: one
// open key is not made up for by forty rules that hold.

namespace troth::cli {
namespace {

using doctor::Level;
using doctor::Outcome;
using doctor::Reading;
using Readings = std::vector<Reading>;

constexpr Level kLevels[] = {Level::must, Level::should, Level::info};

std::string text_of(std::string_view view) { return std::string(view); }
/// Paths and names come from the host: nothing that a terminal obeys.
std::string plain(std::string const& seen) { return shown(http::JsonValue(http::JsonValue::Variant(seen))); }

void print_failures(Readings const& readings) {
  for (Level const level : kLevels)
    for (auto const& one : readings) {
      if (one.level != level || one.finding.outcome != Outcome::not_held) continue;
      std::cout << "NOT HELD  " << one.check->id << "  (" << name(level) << ")\n"
                << "  " << one.check->what << "\n"
                << "  seen: " << plain(one.finding.seen) << "\n"
                << "  why:  " << one.check->why << "\n"
                << "  mend: " << plain(one.mend) << "\n\n";
    }
}

void print_topics(Readings const& readings) {
  Table table({"topic", "rule", "level", "outcome", "seen"});
  std::string_view topic;
  for (auto const& one : readings) {
    table.row({topic == one.topic ? "" : text_of(one.topic), text_of(one.check->id), text_of(name(one.level)),
               text_of(name(one.finding.outcome)), plain(one.finding.seen)});
    topic = one.topic;
  }
  table.print(std::cout);
}

void print(Readings const& readings) {
  print_failures(readings);
  print_topics(readings);
  std::cout << "\n";
  for (Level const level : kLevels) {
    std::cout << name(level) << ": ";
    for (Outcome const outcome : {Outcome::held, Outcome::not_held, Outcome::cannot_tell})
      std::cout << (outcome == Outcome::held ? "" : ", ") << count(readings, level, outcome) << " " << name(outcome);
    std::cout << "\n";
  }
}

void put_counts(Json& json, Readings const& readings, Level level) {
  auto const put = [&](std::string_view word, Outcome outcome) {
    json.member(text_of(name(level)) + "_" + text_of(word), std::uint64_t{count(readings, level, outcome)});
  };
  put("held", Outcome::held);
  put("failed", Outcome::not_held);
  put("unknown", Outcome::cannot_tell);
}

void print_json(Readings const& readings) {
  Json json;
  json.object().key("checks").array();
  for (auto const& one : readings) {
    json.object().member("id", one.check->id).member("topic", one.topic).member("level", name(one.level));
    json.member("outcome", name(one.finding.outcome)).member("what", one.check->what).member("why", one.check->why);
    json.member("seen", plain(one.finding.seen)).member("mend", plain(one.mend)).end();
  }
  json.end();
  for (Level const level : kLevels) put_counts(json, readings, level);
  std::cout << json.end().text() << "\n";
}

}  // namespace

int doctor(DoctorArguments const& arguments) {
  auto const patient = doctor::admit(arguments.data);
  if (!patient) return report(patient.error());
  auto const readings = doctor::examine(*patient);
  arguments.json ? print_json(readings) : print(readings);
  return count(readings, Level::must, Outcome::not_held) == 0 ? kOk : kFinding;
}

}  // namespace troth::cli
