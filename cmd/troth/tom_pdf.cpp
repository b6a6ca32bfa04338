#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "base/private_file.h"
#include "tom.h"

// A PDF is made by a program that the machine has. It runs apart, without a shell, on a copy in a folder that is ours
// alone, and is given a minute.

namespace troth::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto kPatience = std::chrono::seconds(60);
constexpr std::size_t kMostBytes = 64u << 20;

/// A folder for one run, gone with it.
class RunFolder {
 public:
  static Result<RunFolder> make() {
    std::string path = (fs::temp_directory_path() / "troth-print-XXXXXX").string();
    if (!::mkdtemp(path.data())) return fail(Code::unavailable, "no temporary folder can be made", path);
    return RunFolder(path);
  }
  RunFolder(RunFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  RunFolder& operator=(RunFolder&&) = delete;
  ~RunFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  fs::path const& path() const { return path_; }

 private:
  explicit RunFolder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

/// Silent; none if there is no such program.
std::optional<pid_t> start(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int const error = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? std::optional(child) : std::nullopt;
}

/// Whether it ended well, in time.
bool finished(pid_t child) {
  auto const until = std::chrono::steady_clock::now() + kPatience;
  for (int status = 0; std::chrono::steady_clock::now() < until;) {
    if (::waitpid(child, &status, WNOHANG) == child) return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  return false;
}

std::vector<std::vector<std::string>> printers(fs::path const& in, fs::path const& out) {
  auto const folder = in.parent_path().string();
  std::vector<std::string> chromium = {"chromium",
                                       "--headless",
                                       "--disable-gpu",
                                       "--no-pdf-header-footer",
                                       "--user-data-dir=" + folder + "/profile",
                                       "--print-to-pdf=" + out.string(),
                                       "file://" + in.string()};
  // Its sandbox does not work for root; what it opens is our own file, which loads nothing.
  if (::geteuid() == 0) chromium.insert(chromium.begin() + 1, "--no-sandbox");
  return {chromium, {"weasyprint", in.string(), out.string()}};
}

}  // namespace

Result<std::string> print_pdf(std::string const& html) {
  TROTH_TRY(auto folder, RunFolder::make());
  auto const in = folder.path() / "tom.html", out = folder.path() / "tom.pdf";
  TROTH_TRY(write_private_file(in, html));
  bool found = false;
  for (auto& printer : printers(in, out)) {
    auto const child = start(printer);
    if (!child) continue;
    found = true;
    if (!finished(*child)) continue;
    if (auto pdf = read_file(out, kMostBytes); pdf && pdf->starts_with("%PDF-")) return pdf;
  }
  if (!found)
    return fail(Code::unavailable,
                "a PDF is printed by chromium or weasyprint, and neither is installed; install one, or "
                "take --format html");
  return fail(Code::unavailable, "the program that prints PDFs (chromium or weasyprint) failed; take --format html");
}

}  // namespace troth::cli
