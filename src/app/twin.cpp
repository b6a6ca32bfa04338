#include "app/twin.h"

#include <unistd.h>

#include <atomic>

#include "app/by_clock.h"
#include "app/identity.h"
#include "base/json_writer.h"
#include "http/json.h"

namespace troth::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = "twin";
constexpr std::int64_t kMostSeconds = 100LL * 366 * 24 * 3600;

/// The host's clock and what was added to it. The only clock that can be moved, and this file is its only owner.
class MovableClock final : public Clock {
 public:
  Time now() const override { return SystemClock().now() + std::chrono::seconds(ahead_.load()); }
  std::int64_t ahead() const { return ahead_.load(); }
  void set(std::int64_t seconds) { ahead_.store(seconds); }

 private:
  std::atomic<std::int64_t> ahead_{0};
};

/// What DIR/twin keeps, so that a twin that was killed comes back with its clock, where it was.
struct Mark {
  std::int64_t ahead = 0;
  std::uint16_t port = 0;

  Result<> write(fs::path const& dir) const {
    Json json;
    json.object().member("ahead", ahead).member("port", std::uint32_t{port}).end();
    return write_private_file(dir / kMark, json.text() + "\n");
  }
  static Result<Mark> read(fs::path const& dir) {
    auto text = read_file(dir / kMark, 4096);
    if (!text) return fail(Code::conflict, "no twin made this folder; a twin serves none but its own", dir.string());
    TROTH_TRY(auto reader, http::JsonReader::object(*text));
    Mark out;
    TROTH_TRY(out.ahead, reader.integer("ahead", 0, kMostSeconds));
    TROTH_TRY(auto port, reader.integer("port", 0, 65'535));
    out.port = static_cast<std::uint16_t>(port);
    return out;
  }
};

/// Memory if the machine has a file system of it: what is disposable touches no disk, and a sync costs nothing.
Result<fs::path> fresh_folder() {
  fs::path const memory = "/dev/shm";
  bool const there = ::access(memory.c_str(), W_OK | X_OK) == 0;
  std::string path = ((there ? memory : fs::temp_directory_path()) / "troth-twin-XXXXXX").string();
  if (::mkdtemp(path.data()) == nullptr) return fail(Code::denied, "a folder for the twin cannot be made", path);
  return fs::path(path);
}

Result<fs::path> own_folder(fs::path const& named) {
  if (named.empty()) return fresh_folder();
  std::error_code error;
  if (fs::exists(named, error) && !fs::is_empty(named, error))
    return fail(Code::conflict, "a twin wants an empty folder of its own", named.string());
  TROTH_TRY(make_private_folder(named));
  return fs::absolute(named);
}

class Twin final : public TwinCell {
 public:
  ~Twin() override {
    cell_.reset();
    if (!started_) (void)remove();  // half a twin is of no use to anybody
  }

  Result<> make(TwinOptions const& options) {
    TROTH_TRY(dir_, own_folder(options.dir));
    TROTH_TRY(mark_.write(dir_));
    InitOptions init{dir_ / "data", dir_ / "seal", "twin", "eu-twin", true, "twin/localhost"};
    if (!options.like.empty()) {
      TROTH_TRY(auto const like, read_identity(options.like));
      init.cell = like.cell.name;
      init.region = like.cell.region;
      init.log_name = "twin/" + like.log_name;
    }
    TROTH_TRY(init_cell_by(clock_, init));
    return serve();
  }

  Result<> resume(TwinOptions const& options) {
    started_ = true;  // before anything can fail: what is here already is not ours to delete
    TROTH_TRY(mark_, Mark::read(options.dir));
    dir_ = fs::absolute(options.dir);
    clock_.set(mark_.ahead);
    return serve();
  }

  fs::path const& folder() const override { return dir_; }
  std::uint16_t port() const override { return mark_.port; }
  Result<> healthy() const override { return cell_->healthy(); }

  Result<Time> advance(std::chrono::seconds by) override {
    if (by.count() < 0 || by.count() > kMostSeconds - clock_.ahead())
      return fail(Code::invalid, "a twin's clock goes forward, a hundred years at most");
    mark_.ahead = clock_.ahead() + by.count();
    TROTH_TRY(mark_.write(dir_));  // first: a restart must never see an earlier time
    clock_.set(mark_.ahead);
    return clock_.now();
  }

  Result<> stop() override {
    auto const last = healthy();
    cell_.reset();
    return last;
  }

  Result<> remove() override {
    std::error_code error;
    if (!dir_.empty()) fs::remove_all(dir_, error);
    return error ? fail(Code::unavailable, "the twin's folder cannot be removed", dir_.string()) : Result<>();
  }

 private:
  /// On the port it had, so that whoever talked to it finds it again; on a free one if somebody else took that.
  Result<> serve() {
    ServeOptions options;
    options.data = dir_ / "data";
    options.seal_seconds = 1;
    options.tick = std::chrono::milliseconds(250);  // whoever moves its clock waits for what that makes due
    options.port = mark_.port;
    auto cell = serve_by(clock_, options);
    if (!cell && mark_.port != 0) {
      options.port = 0;
      cell = serve_by(clock_, options);
    }
    TROTH_TRY(cell_, std::move(cell));
    started_ = true;
    mark_.port = cell_->port();
    return mark_.write(dir_);
  }

  MovableClock clock_;
  Mark mark_;
  fs::path dir_;
  bool started_ = false;
  std::unique_ptr<Cell> cell_;
};

}  // namespace

Result<std::unique_ptr<TwinCell>> TwinCell::start(TwinOptions const& options) {
  auto twin = std::make_unique<Twin>();
  TROTH_TRY(options.resume ? twin->resume(options) : twin->make(options));
  return std::unique_ptr<TwinCell>(std::move(twin));
}

}  // namespace troth::app
