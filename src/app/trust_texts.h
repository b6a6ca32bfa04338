#pragma once
#include <optional>
#include <span>

#include "evidence/calendar.h"
#include "http/route.h"
#include "store/reader.h"
#include "trust/pages/ground.h"

namespace troth::app {

/// One request for a trust page: where it reads, and what was asked.
struct Asked {
  store::Reader& snapshot;
  trust::Ground const& ground;
  evidence::Calendar& calendar;
  http::Matched const& matched;
  bool json;  ///< its twin

  std::string query(std::string_view name) const {
    auto const it = matched.query.find(name);
    return it == matched.query.end() ? std::string() : it->second;
  }
};

/// A page by its path. `text` gives HTML or JSON; none: there is no such clause or version.
struct TrustText {
  std::string_view pattern;
  Result<std::optional<std::string>> (*text)(Asked const&);
};
std::span<TrustText const> trust_texts();

}  // namespace troth::app
