#pragma once
#include <filesystem>
#include <string>

#include "base/result.h"

namespace troth::audit {

/// What was signed and cosigned last, kept where no backup of the data reaches: two signed notes in the seal's folder.
/// A restored database is seen to be older than this. Each write is durable before the call returns. One writer.
class SignedState {
 public:
  explicit SignedState(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Result<std::string> checkpoint() const;  ///< the newest note we signed; empty: none yet
  Result<std::string> cosigned() const;    ///< the newest note with enough cosignatures; empty: none yet
  /// Compare-and-swap: conflict unless `expected` is what is there.
  Result<> swap_checkpoint(std::string const& expected, std::string const& next);
  Result<> swap_cosigned(std::string const& expected, std::string const& next);

 private:
  Result<> swap(char const* file, std::string const& expected, std::string const& next);
  std::filesystem::path const folder_;
};

}  // namespace troth::audit
