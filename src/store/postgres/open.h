#pragma once
#include "store/place.h"

namespace troth::store::postgres {

/// open_stores where the data are in PostgreSQL.
Result<std::unique_ptr<Store>> open(Place const& place, Schema const& data, Schema const& keys);
/// observe where that store is in PostgreSQL.
Result<std::unique_ptr<Reader>> observe(std::string const& url);

}  // namespace troth::store::postgres
