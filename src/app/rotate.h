#pragma once
#include <filesystem>

#include "audit/rotation.h"

namespace troth::app {

/// `troth log rotate --after-restore`, in a stopped cell: ends the log epoch whose signed heads are ahead of the
/// restored data, and begins the next. conflict if the cell is being served or the data is not behind.
Result<audit::LogRotation::Outcome> rotate_log(std::filesystem::path const& data);

}  // namespace troth::app
