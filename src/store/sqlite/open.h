#pragma once
#include "store/store.h"

namespace troth::store::sqlite {

/// open_sqlite on a chosen VFS of SQLite's, so that a test can make the disk fail; null is the system's.
Result<std::unique_ptr<Store>> open_on(char const* vfs, std::filesystem::path const& folder, Schema const& data,
                                       Schema const& keys);

}  // namespace troth::store::sqlite
