#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>

#include "base/result.h"

namespace troth::cli {

/// `troth serve` on the demo's folder, as a process of its own: what the demo observes is then never its own memory.
/// The child ends with its parent, however that ends.
class DemoServer {
 public:
  /// Starts it and waits for the line that names its port. Errors: unavailable (it ended; its
  /// own words stand on stderr).
  static Result<DemoServer> start(std::filesystem::path const& data, std::string const& listen);
  DemoServer(DemoServer&& other) noexcept
      : process_(std::exchange(other.process_, -1)),
        words_(std::exchange(other.words_, -1)),
        url_(std::move(other.url_)) {}
  DemoServer& operator=(DemoServer&&) = delete;
  ~DemoServer() { stop(); }

  std::string const& url() const { return url_; }
  pid_t process() const { return process_; }
  /// SIGTERM, then waits until it is gone; whether it ended in order. Once it is stopped: false.
  bool stop();

 private:
  DemoServer(pid_t process, int words) : process_(process), words_(words) {}
  Result<> read_url();

  pid_t process_;
  int words_;  ///< the reading end of its stdout
  std::string url_;
};

/// invalid unless only this machine can reach it: the demo's seal lies beside its data, its tokens in files.
Result<> check_loopback(std::string const& listen);

/// Databases for the demo, if not files in its folder.
struct DemoStores {
  std::string data, keys;
  bool keys_same_cluster = false;
};

/// The folder of the demo: the one that was named, or a new one that goes when the demo ends.
class DemoFolder {
 public:
  /// Makes the cell in it, its seal inside (which only a demo may). Errors as init_cell.
  static Result<DemoFolder> make(std::filesystem::path const& named, DemoStores const& stores);
  DemoFolder(DemoFolder&& other) noexcept : path_(std::move(other.path_)), own_(std::exchange(other.own_, false)) {}
  DemoFolder& operator=(DemoFolder&&) = delete;
  ~DemoFolder();

  std::filesystem::path const& path() const { return path_; }
  bool goes() const { return own_; }

 private:
  DemoFolder(std::filesystem::path path, bool own) : path_(std::move(path)), own_(own) {}
  std::filesystem::path path_;
  bool own_;
};

}  // namespace troth::cli
