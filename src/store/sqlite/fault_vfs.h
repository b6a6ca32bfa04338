#pragma once
#include <cstdint>
#include <string>

namespace troth::store::sqlite {

/// What the next writes and syncs of one file meet. For tests: a SQLite VFS over the system's, registered as "fault".
struct Fault {
  std::string file;                     ///< the name's end, for example "data.db-wal"
  std::int64_t most_bytes = INT64_MAX;  ///< a write that ends beyond fails with SQLITE_FULL
  int failing_write = 0;                ///< the n-th write from now fails with SQLITE_IOERR_WRITE; 0: none
  int failing_sync = 0;                 ///< the n-th sync from now fails with SQLITE_IOERR_FSYNC; 0: none
};

/// The registered VFS's name. Registers it on the first call.
char const* fault_vfs();
/// Any thread; replaces the fault before. `Fault{}` is none.
void set_fault(Fault fault);

}  // namespace troth::store::sqlite
