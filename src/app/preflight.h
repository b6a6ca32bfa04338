#pragma once
#include <optional>

#include "app/exchange.h"
#include "store/store.h"

namespace troth::app {

/// The answer to a browser that asks whether a page of its origin may send to a form (Fetch standard, CORS preflight):
/// 204 with the headers that allow it, for an origin of that form. None for every other request, which then takes the
/// ordinary way. It tells nobody of a form who does not know its path and an origin of it.
std::optional<http::Response> preflight(http::Request const& request, store::Store& store);

/// Whether that answer may take a look into the store.
bool asks_preflight(http::Request const& request);

/// Whether it is what a page sends to its form, with a token that whoever reads the page has.
bool of_form(Exchange const& exchange);

/// So that the page may read what its form answered, refusals too. No cookie is involved: what it sent with was the
/// token that stands in it.
void let_page_read(Exchange& exchange);

}  // namespace troth::app
