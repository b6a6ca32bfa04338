#pragma once
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace troth::store::postgres {

/// In how many rows of any table the bytes stand, within one value of type BYTEA or TEXT. For observers: reads every
/// row.
Result<std::size_t> rows_holding(std::string const& url, ByteView needle);

}  // namespace troth::store::postgres
