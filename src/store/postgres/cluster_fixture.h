#pragma once
#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.h"

namespace troth::store::postgres {

/// A PostgreSQL of the test's own: a temporary folder, a unix socket in it, no other way in. Its server ends with the
/// test's process, however that ends.
class Cluster {
 public:
  /// The folder of Debian's newest PostgreSQL programs, or TROTH_PG_BIN; empty if there are none.
  static std::filesystem::path programs() {
    if (char const* named = ::getenv("TROTH_PG_BIN")) return named;
    std::filesystem::path newest;
    std::error_code none;
    for (auto const& version : std::filesystem::directory_iterator("/usr/lib/postgresql", none))
      if (exists(version.path() / "bin" / "initdb") && version.path() > newest) newest = version.path();
    return newest.empty() ? newest : newest / "bin";
  }

  /// `settings` as `name=value`, over those of a real server: what is confirmed is on the disk.
  explicit Cluster(std::vector<std::string> settings = {}) : settings_(std::move(settings)) {
    std::string name = (std::filesystem::temp_directory_path() / "troth-pg-XXXXXX").string();
    TROTH_CHECK(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
    if (::geteuid() == 0) {  // as root it refuses to run
      user_ = ::getpwnam("postgres");
      if (user_ == nullptr) user_ = ::getpwnam("nobody");
      TROTH_CHECK(user_ != nullptr && ::chown(name.c_str(), user_->pw_uid, user_->pw_gid) == 0);
    }
    int status = 1;
    ::waitpid(run({"initdb", "-D", data(), "-U", "troth", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C"}),
              &status, 0);
    TROTH_CHECK(status == 0);
    start();
  }
  ~Cluster() {
    stop(SIGQUIT);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Cluster(Cluster const&) = delete;
  Cluster& operator=(Cluster const&) = delete;

  void start() {
    std::vector<std::string> words = {"postgres",
                                      "-D",
                                      data(),
                                      "-k",
                                      folder_.string(),
                                      "-c",
                                      "listen_addresses=",
                                      "-c",
                                      "recovery_init_sync_method=syncfs"};
    for (auto const& setting : settings_) words.insert(words.end(), {"-c", setting});
    server_ = run(words);
    while (PQping(url("postgres").c_str()) != PQPING_OK) {
      TROTH_CHECK(::waitpid(server_, nullptr, WNOHANG) == 0);  // it has ended
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  /// SIGINT: in order; SIGQUIT: at once, as after a crash.
  void stop(int how) {
    if (server_ <= 0) return;
    ::kill(server_, how);
    ::waitpid(std::exchange(server_, -1), nullptr, 0);
  }

  std::string url(std::string const& database) const {
    return "postgres://troth@/" + database + "?host=" + folder_.string();
  }
  /// Statements of an administrator; the first value of the last, as text.
  std::string sql(std::string const& database, std::string const& text) const {
    auto* connection = PQconnectdb(url(database).c_str());
    auto* result = PQexec(connection, text.c_str());
    auto const status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) std::fputs(PQerrorMessage(connection), stderr);
    TROTH_CHECK(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK);
    std::string out = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    PQclear(result);
    PQfinish(connection);
    return out;
  }
  /// A new database, as the documentation tells people to make theirs; its URL.
  std::string fresh(std::string const& kind = "LC_COLLATE 'C' ENCODING 'UTF8'") {
    std::string const name = "db" + std::to_string(++made_);
    sql("postgres", "CREATE DATABASE " + name + " TEMPLATE template0 " + kind);
    return url(name);
  }
  std::filesystem::path const& folder() const { return folder_; }
  std::string data() const { return (folder_ / "data").string(); }

 private:
  pid_t run(std::vector<std::string> const& words) const {
    std::string const program = (programs() / words[0]).string();
    std::vector<char*> arguments;
    for (auto const& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    std::string const said = (folder_ / "log").string();
    pid_t const child = ::fork();
    TROTH_CHECK(child >= 0);
    if (child != 0) return child;
    if (user_ != nullptr && (::setgid(user_->pw_gid) != 0 || ::setuid(user_->pw_uid) != 0)) ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    int const log = ::open(said.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    if (::chdir("/") == 0) ::execv(program.c_str(), arguments.data());
    ::_exit(127);
  }

  std::vector<std::string> settings_;
  std::filesystem::path folder_;
  passwd const* user_ = nullptr;
  pid_t server_ = -1;
  int made_ = 0;
};

}  // namespace troth::store::postgres
