#include <iostream>

#include "base/json_writer.h"
#include "clause.h"
#include "log_table.h"
#include "tom_cell.h"

namespace troth::cli {
namespace {

using evidence::ClauseView;

bool wanted(ClauseView const& view, std::string const& profile) {
  if (profile == "all") return true;
  return profile.empty() ? view.clause->profile != "extension" : view.clause->profile == profile;
}

std::string mutants_of(ClauseView const& view) {
  std::string out;
  for (auto const& name : view.mutants) out += (out.empty() ? "" : ",") + name;
  return out;
}

std::int64_t seconds_of(Duration age) { return std::chrono::duration_cast<std::chrono::seconds>(age).count(); }

void put(Json& json, ClauseView const& view) {
  json.object().member("id", view.clause->id).member("class", catalogue::name(view.stands));
  json.member("status", evidence::name(view.status)).key("mutant");
  auto const mutants = mutants_of(view);
  mutants.empty() ? json.null() : json.value(mutants);
  json.key("evidence_age_s");
  view.age ? json.value(seconds_of(*view.age)) : json.null();
  if (!view.unproven_parts.empty()) {
    json.key("unproven_parts").array();
    for (auto const& part : view.unproven_parts) json.value(part);
    json.end();
  }
  json.end();
}

/// "pass, but rollback and fork unproven"
std::string shown_status(ClauseView const& view) {
  std::string out(evidence::name(view.status));
  char const* before = ", but ";
  for (auto const& part : view.unproven_parts) {
    out += before + part;
    before = " and ";
  }
  return view.unproven_parts.empty() ? out : out + " unproven";
}

/// "40 s", "12 min", "5 h", "3 d".
std::string shown_age(std::optional<Duration> const& age) {
  if (!age) return "-";
  auto const seconds = seconds_of(*age);
  if (seconds < 120) return std::to_string(seconds) + " s";
  if (seconds < 2 * 3600) return std::to_string(seconds / 60) + " min";
  if (seconds < 48 * 3600) return std::to_string(seconds / 3600) + " h";
  return std::to_string(seconds / 86400) + " d";
}

/// Classes and statuses are counted and never made one number.
void print_counts(evidence::Board const& board, std::string const& profile) {
  std::map<std::string_view, std::int64_t> counts;
  for (auto const& view : board.clauses)
    if (wanted(view, profile)) ++counts[evidence::name(view.status)];
  char const* before = "";
  for (auto const& [status, count] : counts) {
    std::cout << before << count << " " << status;
    before = ", ";
  }
  std::cout << "; witnesses: " << merkle::name(board.witness) << "; manifest: " << board.manifest
            << "; document: " << (board.tom_version ? "version " + std::to_string(board.tom_version) : "rehearsal")
            << "\n";
}

void print(evidence::Board const& board, std::string const& profile) {
  Table table({"clause", "class", "status", "tested", "title"});
  for (auto const& view : board.clauses)
    if (wanted(view, profile))
      table.row({view.clause->id, std::string(catalogue::name(view.stands)), shown_status(view), shown_age(view.age),
                 view.clause->title.en});
  table.print(std::cout);
  print_counts(board, profile);
}

}  // namespace

int clause_list(ClauseArguments const& arguments) {
  auto files = CellFiles::open(arguments.data);
  if (!files) return report(files.error());
  auto const board = files->board(SystemClock().now());
  if (!board) return report(board.error());
  if (!arguments.json) {
    print(*board, arguments.profile);
    return kOk;
  }
  Json json;
  json.array();
  for (auto const& view : board->clauses)
    if (wanted(view, arguments.profile)) put(json, view);
  std::cout << json.end().text() << "\n";
  return kOk;
}

}  // namespace troth::cli
