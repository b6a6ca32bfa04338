#pragma once
#include <map>
#include <span>

#include "tour_stop.h"

namespace troth::cli {

std::span<TourStop const> tour_stops();

/// The whole page: each stop with its button, its command and, once it was run, what it showed.
std::string tour_page(TourCast const& cast, std::map<std::string, TourSeen> const& seen);

/// What is in the field of the first stop when nobody has typed anything: an invented document.
std::string tour_sample();
/// What the same invented vendor says elsewhere, and otherwise.
std::string tour_help_page();

/// The value of a field of an HTML form (application/x-www-form-urlencoded). invalid for a form that is none.
Result<std::string> form_field(std::string_view body, std::string_view name);

}  // namespace troth::cli
