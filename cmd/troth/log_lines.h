#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace troth::cli {

/// The lines of an export: a file that is ours alone (0600), or standard output.
class Lines {
 public:
  Lines(Lines&& other) noexcept
      : file_(std::exchange(other.file_, -1)), count_(other.count_), last_(std::move(other.last_)) {}
  Lines& operator=(Lines&&) = delete;
  ~Lines();

  /// `-` is standard output. A file must be new, or there already with `resume`: then a last line without its end is
  /// cut off, as it comes again whole.
  static Result<Lines> open(std::string const& out, bool resume);
  /// Whole lines; durable when this returns. storage_full if they are not.
  Result<> append(std::string_view lines);

  std::uint64_t count() const { return count_; }
  std::string const& last() const { return last_; }  ///< without its end; empty if there is none

 private:
  explicit Lines(int file) : file_(file) {}
  Result<> find_end();
  void note(std::string_view lines);

  int file_;
  std::uint64_t count_ = 0;
  std::string last_;
};

}  // namespace troth::cli
