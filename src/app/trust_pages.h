#pragma once
#include <filesystem>
#include <optional>

#include "app/row.h"
#include "store/store.h"

namespace troth::app {

/// The public trust pages: /trust and what is below it, /trust.css, /trust-verify-page.js and
/// /.well-known/security.txt, each page with its .json twin. Read in one snapshot and never kept; security.txt reads
/// nothing. None for a target that is no such page; 404 for a clause or version that is not there.
std::optional<http::Response> trust_page(std::string_view target, store::Store& store, Services const& services,
                                         Clock const& clock);

/// DATA/contact.json; nothing is set if there is no such file. invalid for one that cannot be believed.
Result<trust::Contact> read_contact(std::filesystem::path const& data);

}  // namespace troth::app
