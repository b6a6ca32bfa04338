#pragma once
#include "demo_setup.h"
#include "http/html.h"

namespace troth::cli {

/// Whom and what the tour may use: the demo's cell as its people see it, and the programs beside this one.
struct TourCast {
  std::filesystem::path data;  ///< of the demo's cell
  std::string url;
  DemoTenant const& tenant;
  std::vector<std::string> people;  ///< subject ids of imported people
  std::filesystem::path binary, mutant_binary;
};

/// What one stop showed.
struct TourSeen {
  bool held = false;    ///< whether all was as the stop says
  std::string summary;  ///< one sentence
  http::Html details;
};

/// One of the five things to see for oneself. It runs for real each time: nothing of it is prepared.
struct TourStop {
  char const *name, *title, *about;
  char const* takes;  ///< what to expect while it runs; empty: at once
  bool takes_text;    ///< has a field for a document
  Result<TourSeen> (*run)(TourCast const& cast, std::string const& text);
};

Result<TourSeen> tour_import(TourCast const& cast, std::string const& text);
Result<TourSeen> tour_visitor(TourCast const& cast, std::string const& text);
Result<TourSeen> tour_thief(TourCast const& cast, std::string const& text);
Result<TourSeen> tour_tamper(TourCast const& cast, std::string const& text);
Result<TourSeen> tour_mutant(TourCast const& cast, std::string const& text);

/// The command line that does the same, for the page.
std::string tour_command(TourStop const& stop, TourCast const& cast);

/// `pre` with what a program or an answer said, and a heading of its own.
http::Html tour_said(std::string_view heading, std::string_view text);
http::Html tour_line(std::string_view text);

}  // namespace troth::cli
