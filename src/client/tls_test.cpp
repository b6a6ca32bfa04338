// Against `openssl s_server`, somebody else's TLS. Certificates are made by the test and end with it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <vector>

#include "client/client.h"

extern char** environ;

namespace troth::client {
namespace {

/// `openssl` with these arguments; its output comes through `output` if that is given.
pid_t spawn_openssl(std::vector<std::string> arguments, int* output) {
  int pipe_ends[2] = {-1, -1};
  EXPECT_EQ(pipe2(pipe_ends, O_CLOEXEC), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  arguments.insert(arguments.begin(), "openssl");
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t child = -1;
  EXPECT_EQ(posix_spawnp(&child, "openssl", &actions, nullptr, argv.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  if (output != nullptr)
    *output = pipe_ends[0];
  else
    close(pipe_ends[0]);
  return child;
}

class Tls : public testing::Test {
 protected:
  Tls() {
    std::string name = (std::filesystem::temp_directory_path() / "client-XXXXXX").string();
    dir_ = mkdtemp(name.data());
    make_certificate("cell");
  }
  ~Tls() override {
    if (server_ > 0) {
      kill(server_, SIGTERM);
      waitpid(server_, nullptr, 0);
      close(output_);
    }
    std::filesystem::remove_all(dir_);
  }
  /// Self-signed, for 127.0.0.1 alone: name.pem and name.key.
  void make_certificate(std::string const& name) {
    pid_t const child = spawn_openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                                       "-keyout", file(name + ".key"), "-out", file(name + ".pem"), "-days", "2",
                                       "-subj", "/CN=cell", "-addext", "subjectAltName=IP:127.0.0.1"},
                                      nullptr);
    int status = -1;
    waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
  }
  /// Starts a server on a free port and keeps the port.
  void serve(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"s_server",       "-accept", "127.0.0.1:0",    "-cert",
                                          file("cell.pem"), "-key",    file("cell.key"), "-www"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    server_ = spawn_openssl(std::move(arguments), &output_);
    std::string text;  // "ACCEPT 127.0.0.1:40123\n"
    char c = 0;
    while (text.find("ACCEPT") == std::string::npos || c != '\n') {
      ASSERT_EQ(read(output_, &c, 1), 1) << text;
      text.push_back(c);
    }
    port_ = text.substr(text.rfind(':') + 1);
    port_.pop_back();
  }
  Result<http::Response> ask(std::string const& host, std::filesystem::path const& ca) {
    http::Request request;
    request.method = http::Method::get;
    request.target = "/";
    return connect({.socket = {}, .url = "https://" + host + ":" + port_, .ca = ca}).value()->send(request);
  }
  std::string file(std::string const& name) const { return (dir_ / name).string(); }

  std::filesystem::path dir_;
  std::string port_;
  pid_t server_ = -1;
  int output_ = -1;
};

constexpr std::string_view kUntrusted = "the certificate is not from the trusted CA or names another host";

TEST_F(Tls, AcceptsTheCertificateOfItsCa) {
  serve();
  auto response = ask("127.0.0.1", file("cell.pem"));
  ASSERT_TRUE(response) << response.error().message << response.error().detail;
  EXPECT_EQ(response->status, 200);
}

TEST_F(Tls, RefusesAnotherCa) {
  make_certificate("other");
  serve();
  EXPECT_EQ(ask("127.0.0.1", file("other.pem")).error().message, kUntrusted);
  EXPECT_EQ(ask("127.0.0.1", "").error().message, kUntrusted);  // nor is it one of the system's
}

TEST_F(Tls, RefusesAnotherHost) {
  serve();
  auto response = ask("localhost", file("cell.pem"));
  EXPECT_EQ(response.error().message, kUntrusted);
  EXPECT_EQ(response.error().code, Code::unavailable);
}

TEST_F(Tls, RefusesOldTls) {
  serve({"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"});
  EXPECT_EQ(ask("127.0.0.1", file("cell.pem")).error().message, "no TLS connection could be agreed");
}

TEST_F(Tls, AsksNoProxy) {
  serve();
  for (auto name : {"https_proxy", "all_proxy", "ALL_PROXY"}) setenv(name, "http://127.0.0.1:1", 1);
  auto response = ask("127.0.0.1", file("cell.pem"));
  for (auto name : {"https_proxy", "all_proxy", "ALL_PROXY"}) unsetenv(name);
  EXPECT_TRUE(response);
}

TEST_F(Tls, SpeaksTls12) {
  serve({"-tls1_2"});
  EXPECT_TRUE(ask("127.0.0.1", file("cell.pem")));
}

}  // namespace
}  // namespace troth::client
