#pragma once
#include <filesystem>

#include "store/sqlite/connection.h"

namespace troth::store::sqlite {

/// A writer waits for an observer that rebuilds the log's index after a crash; nobody else ever locks it out.
inline constexpr int kBusyMilliseconds = 2000;

enum class Role {
  owner,         ///< all writes of the file; creates it when absent
  checkpointer,  ///< copies the log when the owner asks (Checkpointer)
  reader,        ///< reads in the owner's process
  observer,      ///< reads from another process
};

/// Opens one database file in WAL mode with synchronous=FULL and secure_delete. No connection checkpoints on its own,
/// not even when the last one closes: Debian 12's SQLite may corrupt a file that one connection checkpoints while
/// another begins its log anew, so the owner does it, between its own commits, or a Checkpointer at its word. `vfs`
/// null: the system's.
Result<Connection> open_database(std::filesystem::path const& file, Role role, char const* vfs);

}  // namespace troth::store::sqlite
