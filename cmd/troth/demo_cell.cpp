#include "demo_cell.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/cell.h"

namespace troth::cli {
namespace {

constexpr int kStartMilliseconds = 30'000;

/// In the child, between fork and exec: system calls only.
[[noreturn]] void become_server(pid_t parent, int words, char const* data, char const* listen) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(127);  // it died before the line above
  ::dup2(words, STDOUT_FILENO);
  char const* const arguments[] = {"troth", "serve",          "--data", data,   "--listen",
                                   listen,  "--seal-seconds", "1",      nullptr};
  ::execv("/proc/self/exe", const_cast<char* const*>(arguments));
  ::_exit(127);
}

}  // namespace

Result<> check_loopback(std::string const& listen) {
  for (std::string_view allowed : {"127.0.0.1:", "[::1]:"})
    if (listen.starts_with(allowed)) return {};
  return fail(Code::invalid, "the demo listens on loopback only, such as 127.0.0.1:8443", listen);
}

Result<DemoServer> DemoServer::start(std::filesystem::path const& data, std::string const& listen) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(Code::unavailable, "no pipe to the server can be made");
  std::string const folder = data.string();
  pid_t const parent = ::getpid();
  pid_t const process = ::fork();
  if (process == 0) become_server(parent, ends[1], folder.c_str(), listen.c_str());
  ::close(ends[1]);
  DemoServer out(process, ends[0]);
  if (process < 0) return fail(Code::unavailable, "the server's process cannot be made");
  TROTH_TRY(out.read_url());
  return out;
}

/// "serving on https://ADDRESS:PORT and …" is the first line of `serve`.
Result<> DemoServer::read_url() {
  constexpr std::string_view kBefore = "serving on ";
  std::string line;
  for (char c = 0; c != '\n';) {
    pollfd wait{words_, POLLIN, 0};
    if (::poll(&wait, 1, kStartMilliseconds) != 1 || ::read(words_, &c, 1) != 1)
      return fail(Code::unavailable, "the demo's server did not start; --listen 127.0.0.1:0 takes a free port");
    line.push_back(c);
  }
  auto const end = line.find(' ', kBefore.size());
  if (!line.starts_with(kBefore) || end == line.npos)
    return fail(Code::unavailable, "the demo's server did not say where it serves");
  url_ = line.substr(kBefore.size(), end - kBefore.size());
  return {};
}

bool DemoServer::stop() {
  if (words_ >= 0) ::close(std::exchange(words_, -1));
  pid_t const process = std::exchange(process_, -1);
  if (process <= 0) return false;
  ::kill(process, SIGTERM);
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Result<DemoFolder> DemoFolder::make(std::filesystem::path const& named, DemoStores const& stores) {
  std::string fresh = (std::filesystem::temp_directory_path() / "troth-demo-XXXXXX").string();
  if (named.empty() && ::mkdtemp(fresh.data()) == nullptr)
    return fail(Code::denied, "a folder for the demo cannot be made", fresh);
  DemoFolder out(named.empty() ? std::filesystem::path(fresh) : std::filesystem::absolute(named), named.empty());
  TROTH_TRY(app::init_cell({out.path(), out.path() / "seal", "demo", "eu-demo", true, "", stores.data, stores.keys,
                            stores.keys_same_cluster}));
  return out;
}

DemoFolder::~DemoFolder() {
  std::error_code ignored;
  if (own_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace troth::cli
