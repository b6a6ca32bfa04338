#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/client.h"

namespace troth::probe {

/// A disposable cell of a given binary: `troth twin` in a folder of its own, which goes with it. The process is ours,
/// ends with us, and listens on loopback and its socket only.
class Twin {
 public:
  struct Options {
    std::filesystem::path binary;  ///< `troth` or the build with planted bugs
    std::string mutant;            ///< the planted bug to switch on; empty: none
    std::filesystem::path
        like;  ///< a data folder whose configuration is taken over (never its keys or data); may be empty
  };
  static Result<std::unique_ptr<Twin>> start(Options const& options);
  virtual ~Twin() = default;

  virtual client::Target const& target() const = 0;  ///< changes with a restart
  virtual std::filesystem::path const& data() const = 0;
  virtual std::filesystem::path const& seal() const = 0;  ///< a twin's own; nothing of the cell it is like
  virtual std::string const& admin_token() const = 0;     ///< of the twin's administrator
  /// Moves the twin's clock forward; every part of the twin sees it. Only a twin has a clock that can be moved.
  virtual Result<> advance(std::chrono::seconds by) = 0;
  virtual Result<> kill() = 0;     ///< SIGKILL, and waits
  virtual Result<> stop() = 0;     ///< SIGTERM, and waits; an error unless it ended in order
  virtual Result<> restart() = 0;  ///< after kill or stop: the same folder, served again
  /// Runs the twin's binary with these arguments (what it says on both outputs; an error with its words unless it exits
  /// with `code`).
  virtual Result<std::string> run(std::vector<std::string> const& arguments, int code = 0) = 0;
};

}  // namespace troth::probe
