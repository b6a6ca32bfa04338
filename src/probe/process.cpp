#include "probe/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <thread>
#include <utility>

namespace troth::probe {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kMostOutput = 16u << 20;

/// posix_spawn's two parameter blocks, and both pipes, closed on every path.
struct Spawning {
  Spawning() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    // Whoever serves in the foreground holds its signals back; a child must not inherit that, or SIGTERM would not end
    // it.
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    // A group of its own: Ctrl-C ends us, and the end of its input ends the child, which then clears up after itself.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  Spawning(Spawning const&) = delete;
  Spawning& operator=(Spawning const&) = delete;
  ~Spawning() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    for (int end : {to[0], to[1], from[0], from[1]})
      if (end >= 0) ::close(end);
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  std::array<int, 2> to{-1, -1}, from{-1, -1};
};

/// Ours, with the planted bug that is asked for, or none.
std::vector<std::string> environment(std::string const& mutant) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (std::strncmp(*entry, "TROTH_MUTANT=", 13) != 0) out.emplace_back(*entry);
  if (!mutant.empty()) out.push_back("TROTH_MUTANT=" + mutant);
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Result<Process> Process::start(Options const& options) {
  Spawning spawning;
  if (::pipe2(spawning.to.data(), O_CLOEXEC) != 0 || ::pipe2(spawning.from.data(), O_CLOEXEC) != 0)
    return fail(Code::unavailable, "no pipe to another process can be made");
  posix_spawn_file_actions_adddup2(&spawning.actions, spawning.to[0], STDIN_FILENO);
  if (options.mute)
    posix_spawn_file_actions_addopen(&spawning.actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  else
    posix_spawn_file_actions_adddup2(&spawning.actions, spawning.from[1], STDOUT_FILENO);
  if (options.take_errors) posix_spawn_file_actions_adddup2(&spawning.actions, STDOUT_FILENO, STDERR_FILENO);
  Process out;
  if (options.keep_errors) out.errors_ = ::memfd_create("errors", MFD_CLOEXEC);
  if (out.errors_ >= 0) posix_spawn_file_actions_adddup2(&spawning.actions, out.errors_, STDERR_FILENO);
  std::string const program = options.program.string();
  std::vector<std::string> arguments{program};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  auto variables = environment(options.mutant);
  if (int const error = ::posix_spawnp(&out.process_, program.c_str(), &spawning.actions, &spawning.attributes,
                                       pointers(arguments).data(), pointers(variables).data());
      error != 0) {
    out.process_ = -1;
    return fail(error == ENOENT ? Code::not_found : Code::unavailable, "a program could not be started", program,
                std::strerror(error));
  }
  out.in_ = std::exchange(spawning.to[1], -1);
  out.out_ = std::exchange(spawning.from[0], -1);
  return out;
}

Result<Process::Ran> Process::run(Options const& options, milliseconds patience) {
  auto const until = steady_clock::now() + patience;
  TROTH_TRY(auto child, start(options));
  child.close_input();
  auto said = child.rest(patience);
  auto code = said ? child.wait(std::chrono::duration_cast<milliseconds>(until - steady_clock::now())) : said.error();
  if (code) return Ran{*code, std::move(*said)};
  child.signal(SIGKILL);
  return code.error();
}

Process::Process(Process&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      in_(std::exchange(other.in_, -1)),
      out_(std::exchange(other.out_, -1)),
      errors_(std::exchange(other.errors_, -1)),
      pending_(std::move(other.pending_)) {}

Process& Process::operator=(Process&& other) noexcept {
  if (this == &other) return *this;
  end();
  process_ = std::exchange(other.process_, -1);
  in_ = std::exchange(other.in_, -1);
  out_ = std::exchange(other.out_, -1);
  errors_ = std::exchange(other.errors_, -1);
  pending_ = std::move(other.pending_);
  return *this;
}

Process::~Process() { end(); }

void Process::end() {
  close_input();
  if (process_ > 0 && !wait(std::chrono::seconds(10))) {
    signal(SIGKILL);
    (void)wait(std::chrono::seconds(10));
  }
  if (out_ >= 0) ::close(std::exchange(out_, -1));
  if (errors_ >= 0) ::close(std::exchange(errors_, -1));
}

std::string Process::last_words() const {
  std::string text(errors_ >= 0 ? 4096 : 0, '\0');
  auto const size = errors_ >= 0 ? ::lseek(errors_, 0, SEEK_END) : 0;
  auto const from = std::max<off_t>(0, size - static_cast<off_t>(text.size()));
  auto const got = ::pread(errors_, text.data(), text.size(), from);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  text.erase(text.find_last_not_of('\n') + 1);
  return text.substr(text.rfind('\n') + 1);
}

/// Whether there is more; false at the end of its output.
Result<bool> Process::read_some(steady_clock::time_point until) {
  auto const left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now()).count();
  pollfd ready{out_, POLLIN, 0};
  if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) == 0)
    return fail(Code::unavailable, "a program did not answer in its time");
  std::array<char, 4096> bytes;
  auto const got = ::read(out_, bytes.data(), bytes.size());
  if (got < 0) return errno == EINTR ? Result<bool>(true) : fail(Code::unavailable, "a program cannot be heard");
  pending_.append(bytes.data(), static_cast<std::size_t>(got));
  if (pending_.size() > kMostOutput) return fail(Code::too_large, "a program said more than 16 MiB");
  return got > 0;
}

Result<std::string> Process::line(milliseconds patience) {
  auto const until = steady_clock::now() + patience;
  for (auto end = pending_.find('\n'); end == pending_.npos; end = pending_.find('\n')) {
    TROTH_TRY(bool const more, read_some(until));
    if (!more) return fail(Code::unavailable, "a program ended before it answered");
  }
  auto const end = pending_.find('\n');
  std::string out = pending_.substr(0, end);
  pending_.erase(0, end + 1);
  return out;
}

Result<std::string> Process::rest(milliseconds patience) {
  auto const until = steady_clock::now() + patience;
  for (bool more = true; more;) {
    TROTH_TRY(more, read_some(until));
  }
  return std::exchange(pending_, {});
}

Result<> Process::say(std::string_view line) {
  std::string const text = std::string(line) + "\n";
  auto const written = ::write(in_, text.data(), text.size());  // far below a pipe's size: whole or not at all
  if (written != static_cast<ssize_t>(text.size())) return fail(Code::unavailable, "a program does not listen");
  return {};
}

void Process::close_input() {
  if (in_ >= 0) ::close(std::exchange(in_, -1));
}

void Process::signal(int number) const {
  if (process_ > 0) ::kill(process_, number);
}

Result<int> Process::wait(milliseconds patience) {
  auto const until = steady_clock::now() + patience;
  for (auto pause = std::chrono::microseconds(500); process_ > 0;
       pause = std::min(pause * 2, pause + milliseconds(5))) {
    int status = 0;
    pid_t const gone = ::waitpid(process_, &status, WNOHANG);
    if (gone == process_) {
      process_ = -1;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    if (gone < 0 && errno != EINTR) break;
    if (steady_clock::now() >= until) return fail(Code::unavailable, "a program did not end in its time");
    std::this_thread::sleep_for(pause);
  }
  return fail(Code::gone, "no program is running");
}

}  // namespace troth::probe
