#include "probe/twin.h"

#include <signal.h>
#include <unistd.h>

#include "base/private_file.h"
#include "probe/process.h"
#include "probe/scene.h"

namespace troth::probe {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr auto kStart = seconds(30), kEnd = seconds(20), kOrder = seconds(10), kCommand = seconds(60);
constexpr int kKilled = 128 + SIGKILL;

/// 0700, in memory where there is some, and gone with its owner.
class Folder {
 public:
  static Result<fs::path> make() {
    fs::path const memory = "/dev/shm";
    bool const there = ::access(memory.c_str(), W_OK | X_OK) == 0;
    std::string path = ((there ? memory : fs::temp_directory_path()) / "troth-twin-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) return fail(Code::denied, "a folder for the twin cannot be made", path);
    return fs::path(path);
  }
  explicit Folder(fs::path path) : path_(std::move(path)) {}
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  ~Folder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  fs::path const& path() const { return path_; }

 private:
  fs::path path_;
};

class ChildTwin final : public Twin {
 public:
  ChildTwin(Options const& options, fs::path folder) : options_(options), folder_(std::move(folder)) {}
  ~ChildTwin() override { process_.reset(); }  // before its folder goes

  Result<> open() {
    TROTH_TRY(serve(false));
    return make_administrator();
  }

  client::Target const& target() const override { return target_; }
  fs::path const& data() const override { return data_; }
  fs::path const& seal() const override { return seal_; }
  std::string const& admin_token() const override { return admin_; }

  Result<> advance(seconds by) override {
    if (!process_) return fail(Code::gone, "the twin is not running");
    TROTH_TRY(process_->say("advance " + std::to_string(by.count())));
    TROTH_TRY(auto const answer, process_->line(kOrder));
    return answer.starts_with("now ") ? Result<>() : fail(Code::invalid, "the twin's clock did not move", answer);
  }

  Result<> kill() override {
    TROTH_TRY(int const code, end(SIGKILL));
    return code == kKilled ? Result<>() : fail(Code::unavailable, "the twin ended before it was killed");
  }

  Result<> stop() override {
    TROTH_TRY(int const code, end(SIGTERM));
    return code == 0 ? Result<>()
                     : fail(Code::unavailable, "the twin did not end in order", "exit " + std::to_string(code));
  }

  Result<> restart() override {
    if (process_) return fail(Code::conflict, "the twin is running; stop or kill it first");
    return serve(true);
  }

  Result<std::string> run(std::vector<std::string> const& arguments, int code) override {
    TROTH_TRY(auto ran, Process::run({options_.binary, arguments, options_.mutant, true}, kCommand));
    if (ran.code == code) return std::move(ran.said);
    return fail(Code::conflict, "a command of the twin ended otherwise than it must",
                arguments.empty() ? "" : arguments.front(), "exit " + std::to_string(ran.code) + ": " + ran.said);
  }

 private:
  Result<> serve(bool again) {
    std::vector<std::string> arguments{"twin", "--dir", folder_.path().string()};
    if (again) arguments.emplace_back("--resume");
    if (!again && !options_.like.empty()) arguments.insert(arguments.end(), {"--like", options_.like.string()});
    // What it says on its standard error is no news: many a probe makes it refuse to start.
    TROTH_TRY(auto child, Process::start({options_.binary, arguments, options_.mutant, false, true}));
    auto line = child.line(kStart);
    if (!line) return fail(Code::unavailable, "the twin did not start", "", child.last_words());
    std::string const first = std::move(*line);
    constexpr std::string_view kBefore = "twin on ";
    if (!first.starts_with(kBefore)) return fail(Code::unavailable, "the twin did not say where it is", first);
    TROTH_TRY(auto const second, child.line(kStart));  // its folder, which we know
    target_ = {"", first.substr(kBefore.size()), data_ / "tls" / "cert.pem", 30};
    process_.emplace(std::move(child));
    return {};
  }

  Result<> make_administrator() {
    TROTH_TRY(auto text, read_file(data_ / "first-admin", 4096));
    text.erase(text.find_last_not_of('\n') + 1);
    Caller first(target_, Secret::copy_of(as_bytes(text)));
    TROTH_TRY(auto const answer, first.expect(201, http::Method::post, "/v1/cell/administrators"));
    TROTH_TRY(admin_, answer.text("token"));
    std::error_code ignored;
    fs::remove(data_ / "first-admin", ignored);  // used up
    return {};
  }

  Result<int> end(int signal) {
    if (!process_) return fail(Code::gone, "the twin is not running");
    process_->signal(signal);
    TROTH_TRY(int const code, process_->wait(kEnd));
    process_.reset();
    return code;
  }

  Options options_;
  Folder folder_;
  fs::path data_ = folder_.path() / "data", seal_ = folder_.path() / "seal";
  client::Target target_;
  std::string admin_;
  std::optional<Process> process_;
};

}  // namespace

Result<std::unique_ptr<Twin>> Twin::start(Options const& options) {
  TROTH_TRY(auto folder, Folder::make());
  auto twin = std::make_unique<ChildTwin>(options, std::move(folder));
  TROTH_TRY(twin->open());
  return std::unique_ptr<Twin>(std::move(twin));
}

}  // namespace troth::probe
