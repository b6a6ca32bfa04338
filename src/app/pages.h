#pragma once
#include <optional>

#include "app/row.h"
#include "store/store.h"

namespace troth::app {

/// The public answers, which no principal asks for: "/", "/style.css", "/favicon.ico", "/healthz", "/readyz",
/// "/v1/openapi.json", and the pages of the public logs (log_pages.h). None for any other target. Counted, not logged
/// one by one; they show nothing of any tenant.
std::optional<http::Response> public_page(http::Request const& request, store::Store& store,
                                          std::vector<Row> const& rows, Services const& services, Clock const& clock);

}  // namespace troth::app
