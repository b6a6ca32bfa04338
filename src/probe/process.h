#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace troth::probe {

/// A child process with a pipe to its standard input and one from its output; its errors go where ours go, unless they
/// are taken too. It ends with this object: its input is closed, and it is killed if that does not end it in ten
/// seconds. One thread at a time.
class Process {
 public:
  struct Options {
    std::filesystem::path program;  ///< a name without a slash is looked for in PATH
    std::vector<std::string> arguments = {};
    std::string mutant = {};   ///< TROTH_MUTANT in its environment; empty: not set
    bool take_errors = false;  ///< its standard error comes with its output
    bool keep_errors = false;  ///< or is kept from the screen, for `last_words`
    bool mute = false;         ///< its output is thrown away: of whom nobody listens to, a full pipe would stop
  };
  /// not_found if there is no such program.
  static Result<Process> start(Options const& options);

  struct Ran {
    int code = 0;  ///< as `wait` gives it
    std::string said;
  };
  /// Starts it with nothing on its standard input, takes all it says and waits for its end. One that takes longer is
  /// killed: unavailable.
  static Result<Ran> run(Options const& options, std::chrono::milliseconds patience);

  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  /// The next line of its output, without its end. unavailable when it ended or the time is over.
  Result<std::string> line(std::chrono::milliseconds patience);
  /// All it writes until it ends, at most 16 MiB.
  Result<std::string> rest(std::chrono::milliseconds patience);
  Result<> say(std::string_view line);
  /// The last line of what it said on its standard error, if that was to be kept.
  std::string last_words() const;
  void close_input();
  void signal(int number) const;
  /// Its exit code, or 128 and the signal's number. unavailable when the time is over.
  Result<int> wait(std::chrono::milliseconds patience);

 private:
  Process() = default;
  void end();
  Result<bool> read_some(std::chrono::steady_clock::time_point until);

  pid_t process_ = -1;
  int in_ = -1, out_ = -1;
  int errors_ = -1;  ///< a file in memory
  std::string pending_;
};

}  // namespace troth::probe
