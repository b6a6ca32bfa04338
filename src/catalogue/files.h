#pragma once
#include "catalogue/catalogue.h"

namespace troth::catalogue {

/// catalogue/*.toml as they were when this program was built, by name.
std::span<Catalogue::Source const> files();

}  // namespace troth::catalogue
