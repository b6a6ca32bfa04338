#pragma once
#include <chrono>
#include <filesystem>
#include <memory>

#include "app/cell.h"
#include "base/clock.h"

namespace troth::app {

struct TwinOptions {
  std::filesystem::path dir;   ///< empty: a new folder in memory, where the machine has such
  std::filesystem::path like;  ///< a data folder whose names are taken over, and nothing else; may be empty
  bool resume = false;         ///< serve the twin that `dir` holds
};

/// A disposable cell: DIR/data and DIR/seal made afresh, loopback and DIR/data/admin.sock only, a seal each second. The
/// one cell whose clock can be moved, and so one that takes no folder but its own: DIR/twin marks it, and keeps clock
/// and port for a restart.
class TwinCell {
 public:
  /// Errors: conflict (a folder that is not empty; with `resume`, one that no twin made), and those of init_cell and
  /// Cell::serve.
  static Result<std::unique_ptr<TwinCell>> start(TwinOptions const& options);
  virtual ~TwinCell() = default;

  virtual std::filesystem::path const& folder() const = 0;
  virtual std::uint16_t port() const = 0;
  virtual Result<> healthy() const = 0;
  /// Moves the clock forward, also for what is under way; what it says then. invalid beyond a hundred years.
  virtual Result<Time> advance(std::chrono::seconds by) = 0;
  /// Ends the cell in order. Its folder stays.
  virtual Result<> stop() = 0;
  /// Deletes the folder of a stopped twin, keys and all.
  virtual Result<> remove() = 0;
};

}  // namespace troth::app
