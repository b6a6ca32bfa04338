#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "base/private_file.h"
#include "probe/process.h"
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

std::vector<probe::Process::Options> printers(fs::path const& in, fs::path const& out) {
  auto const folder = in.parent_path().string();
  std::vector<std::string> chromium = {"--headless",
                                       "--disable-gpu",
                                       "--no-pdf-header-footer",
                                       "--user-data-dir=" + folder + "/profile",
                                       "--print-to-pdf=" + out.string(),
                                       "file://" + in.string()};
  // Its sandbox does not work for root; what it opens is our own file, which loads nothing.
  if (::geteuid() == 0) chromium.insert(chromium.begin(), "--no-sandbox");
  return {{.program = "chromium", .arguments = chromium, .take_errors = true, .mute = true},
          {.program = "weasyprint", .arguments = {in.string(), out.string()}, .take_errors = true, .mute = true}};
}

}  // namespace

Result<std::string> print_pdf(std::string const& html) {
  TROTH_TRY(auto folder, RunFolder::make());
  auto const in = folder.path() / "tom.html", out = folder.path() / "tom.pdf";
  TROTH_TRY(write_private_file(in, html));
  bool found = false;
  for (auto const& printer : printers(in, out)) {
    auto const ran = probe::Process::run(printer, kPatience);
    if (!ran && ran.error().code == Code::not_found) continue;
    found = true;
    if (!ran || ran->code != 0) continue;
    if (auto pdf = read_file(out, kMostBytes); pdf && pdf->starts_with("%PDF-")) return pdf;
  }
  if (!found)
    return fail(Code::unavailable,
                "a PDF is printed by chromium or weasyprint, and neither is installed; install one, or "
                "take --format html");
  return fail(Code::unavailable, "the program that prints PDFs (chromium or weasyprint) failed; take --format html");
}

}  // namespace troth::cli
