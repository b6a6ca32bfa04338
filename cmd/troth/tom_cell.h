#pragma once
#include <filesystem>
#include <memory>

#include "evidence/board.h"
#include "store/store.h"

namespace troth::cli {

/// A cell's evidence as it lies in its folder, served or not, at one moment. Asks for no key and no token: all of it is
/// public.
class CellFiles {
 public:
  static Result<CellFiles> open(std::filesystem::path const& data);
  store::Reader& snapshot() { return *snapshot_; }
  /// By what the cell measured of itself at its last start. The witnesses' level is what a served cell says of it;
  /// while it is stopped nobody cosigns, so none.
  Result<evidence::Board> board(Time now);

 private:
  std::filesystem::path data_;
  std::unique_ptr<store::Store> store_;  ///< none: another process serves it
  std::unique_ptr<store::Reader> snapshot_;
};

}  // namespace troth::cli
