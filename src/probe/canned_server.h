#pragma once
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "client/client.h"

namespace troth::probe {

/// For tests: a server on a unix socket that answers each request, in order, with the next canned answer, and keeps
/// what it was asked. Every answer closes its connection.
class CannedServer {
 public:
  explicit CannedServer(std::vector<std::string> answers) : answers_(std::move(answers)) {
    std::string folder = (std::filesystem::temp_directory_path() / "troth-canned-XXXXXX").string();
    folder_ = ::mkdtemp(folder.data());
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    auto const path = socket().string();
    path.copy(where.sun_path, sizeof where.sun_path - 1);
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::bind(listener_, reinterpret_cast<sockaddr const*>(&where), sizeof where);
    ::listen(listener_, 8);
    thread_ = std::thread([this] { serve(); });
  }
  CannedServer(CannedServer const&) = delete;
  CannedServer& operator=(CannedServer const&) = delete;
  ~CannedServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
    std::filesystem::remove_all(folder_);
  }

  client::Target target() const { return {socket(), "", "", 5}; }
  /// Once everything that was to be asked has been answered.
  std::vector<std::string> const& asked() const { return asked_; }

  static std::string answer(int status, std::string const& body, std::string const& more = {}) {
    return "HTTP/1.1 " + std::to_string(status) + " -\r\nConnection: close\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

 private:
  std::filesystem::path socket() const { return folder_ / "s"; }

  void serve() {
    for (auto const& canned : answers_) {
      int const one = ::accept(listener_, nullptr, nullptr);
      if (one < 0) return;
      asked_.push_back(request(one));
      (void)!::write(one, canned.data(), canned.size());
      ::close(one);
    }
  }

  /// Head and body, as Content-Length says.
  static std::string request(int one) {
    std::string out;
    char bytes[4096];
    for (;;) {
      auto const got = ::read(one, bytes, sizeof bytes);
      if (got <= 0) return out;
      out.append(bytes, static_cast<std::size_t>(got));
      auto const end = out.find("\r\n\r\n");
      if (end == out.npos) continue;
      auto const length = out.find("Content-Length: ");
      std::size_t const body = length == out.npos ? 0 : std::stoul(out.substr(length + 16));
      if (out.size() >= end + 4 + body) return out;
    }
  }

  std::vector<std::string> answers_, asked_;
  std::filesystem::path folder_;
  int listener_ = -1;
  std::thread thread_;
};

}  // namespace troth::probe
