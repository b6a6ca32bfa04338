#pragma once
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace troth::cli {

/// A bar on stderr, drawn at most ten times a second and only on a terminal; off it, nothing.
class Progress {
 public:
  explicit Progress(std::string what) : what_(std::move(what)), tty_(isatty(STDERR_FILENO) == 1) {}
  ~Progress() {
    if (tty_ && shown_) std::fputs("\n", stderr);
  }
  Progress(Progress const&) = delete;
  Progress& operator=(Progress const&) = delete;

  void show(std::uint64_t done, std::uint64_t of) {
    auto const now = std::chrono::steady_clock::now();
    if (!tty_ || (shown_ && done < of && now - last_ < std::chrono::milliseconds(100))) return;
    constexpr int kWidth = 30;
    // A last line without its line end is sent with one: then a byte more is done than there is in the file.
    int const filled = done >= of ? kWidth : static_cast<int>(done * kWidth / of);
    std::string const bar = std::string(static_cast<std::size_t>(filled), '#') +
                            std::string(static_cast<std::size_t>(kWidth - filled), '.');
    std::fprintf(stderr, "\r%s [%s] %llu of %llu ", what_.c_str(), bar.c_str(), static_cast<unsigned long long>(done),
                 static_cast<unsigned long long>(of));
    last_ = now;
    shown_ = true;
  }

 private:
  std::string what_;
  bool tty_, shown_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace troth::cli
