#pragma once
#include <string_view>

namespace troth::vault {

/// In what a cell keeps its stores, as the statement of storage says it.
struct Stores {
  std::string_view data = "file", keys = "file";  ///< or postgresql
  bool keys_beside_data = false;                  ///< in the database cluster of the data: its backups hold both
};

}  // namespace troth::vault
