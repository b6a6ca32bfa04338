#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "app/row.h"

namespace troth::app {

/// What api/*.json says of the routes, as one JSON object: "components", and "operations", an OpenAPI operation object
/// for each "GET /v1/…" (cmake/embed_api.py).
std::string_view api_text();

/// The API as OpenAPI 3.1 in JSON: each row with what is said of it, and what only the row knows: operation,
/// permission, and whether it takes a purpose. Nothing of a tenant. invalid if a row is not described, or something
/// that is described is no row, with `at` naming the route; a test holds that this cannot be.
Result<std::string> openapi(std::vector<Row> const& rows);

}  // namespace troth::app
