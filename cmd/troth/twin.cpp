#include "twin.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <charconv>
#include <iostream>

#include "app/twin.h"
#include "foreground.h"

namespace troth::cli {
namespace {

enum class End { input, signal };

/// "advance SECONDS" -> "now RFC3339"; for anything else a line that says so.
std::string answer(app::TwinCell& twin, std::string_view line) {
  constexpr std::string_view kAdvance = "advance ";
  std::int64_t seconds = 0;
  std::string_view const number = line.starts_with(kAdvance) ? line.substr(kAdvance.size()) : std::string_view();
  auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), seconds);
  if (number.empty() || error != std::errc() || end != number.data() + number.size())
    return "error: a line is `advance SECONDS`";
  auto now = twin.advance(std::chrono::seconds(seconds));
  return now ? "now " + rfc3339(*now) : "error: " + std::string(now.error().message);
}

/// Lines of standard input, read as they come, beside the signals that end a server.
class Orders {
 public:
  Orders() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    signals_ = ::signalfd(-1, &ends, SFD_CLOEXEC);
  }
  Orders(Orders const&) = delete;
  Orders& operator=(Orders const&) = delete;
  ~Orders() { ::close(signals_); }

  /// Until the end; an error when the cell's store has failed.
  Result<End> obey(app::TwinCell& twin) {
    for (;;) {
      pollfd wait[] = {{STDIN_FILENO, POLLIN, 0}, {signals_, POLLIN, 0}};
      int const ready = ::poll(wait, 2, 1000);
      TROTH_TRY(twin.healthy());
      if (ready <= 0) continue;
      if (wait[1].revents != 0) return End::signal;
      if (!read_lines(twin)) return End::input;
    }
  }

 private:
  bool read_lines(app::TwinCell& twin) {
    char bytes[512];
    auto const got = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (got <= 0) return false;
    pending_.append(bytes, static_cast<std::size_t>(got));
    for (auto end = pending_.find('\n'); end != pending_.npos; end = pending_.find('\n')) {
      std::cout << answer(twin, std::string_view(pending_).substr(0, end)) << std::endl;
      pending_.erase(0, end + 1);
    }
    return pending_.size() < 4096;
  }

  int signals_ = -1;
  std::string pending_;
};

}  // namespace

int twin(TwinArguments const& arguments) {
  hold_signals();
  auto twin = app::TwinCell::start({arguments.dir, arguments.like, arguments.resume});
  if (!twin) return report(twin.error());
  std::cout << "twin on https://127.0.0.1:" << (*twin)->port() << "\n"
            << "folder " << (*twin)->folder().string() << std::endl;
  auto const end = Orders().obey(**twin);
  auto done = (*twin)->stop();
  bool const stays = !arguments.dir.empty() && end && *end == End::signal;
  if (!stays) {
    if (auto removed = (*twin)->remove(); !removed && done) done = std::move(removed);
  }
  if (!end) return report(end.error());
  return done ? kOk : report(done.error());
}

void twin_options(CLI::App& app, TwinArguments& a, int& code) {
  auto* twin = app.add_subcommand("twin", "a disposable cell on loopback whose clock can be moved, for probes");
  twin->add_option("--like", a.like, "data folder of a cell whose names it takes over, and nothing else");
  auto* dir = twin->add_option("--dir", a.dir, "an empty folder for it (default: a new one in memory)");
  twin->add_flag("--resume", a.resume, "serve again the twin that --dir holds")->needs(dir);
  twin->footer(
      "Reads lines: `advance SECONDS` moves its clock. The end of standard input ends it and removes its folder;\n"
      "after SIGTERM a folder that was named with --dir stays, for --resume.");
  twin->callback([&] { code = cli::twin(a); });
}

}  // namespace troth::cli
