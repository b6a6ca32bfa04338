#pragma once
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>

#include "net/internal/malformed.h"
#include "net/internal/test_client.h"
#include "net/listener.h"

namespace troth::net {

inline http::Response text(std::string body) {
  http::Response response;
  response.headers.add("Content-Type", "text/plain");
  response.body = std::move(body);
  return response;
}

inline std::string get(std::string const& target, std::string const& fields = "") {
  return "GET " + target + " HTTP/1.1\r\n" + kHost + fields + "\r\n";
}

/// Counts what was refused.
class Refusals {
 public:
  void add(int status) {
    std::lock_guard lock(mutex_);
    ++counts_[status];
  }
  int count(int status) {
    std::lock_guard lock(mutex_);
    return counts_[status];
  }

 private:
  std::mutex mutex_;
  std::map<int, int> counts_;
};

/// A listener with a certificate of its own, and a folder for its socket.
class ListenerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { identity = make_identity(); }

  void SetUp() override {
    options.certificate_pem = identity.certificate_pem;
    std::string name = (std::filesystem::temp_directory_path() / "troth-net-XXXXXX").string();
    ASSERT_TRUE(mkdtemp(name.data()));
    folder = name;
  }
  void TearDown() override {
    listener.reset();
    std::filesystem::remove_all(folder);
  }

  Result<std::unique_ptr<Listener>> try_start(Serve serve) {
    options.private_key_pem = Secret::copy_of(as_bytes(identity.key_pem));
    Options copy;
    std::swap(copy, options);
    return listen(std::move(copy), std::move(serve), [this](int status, std::string const&) { refusals.add(status); });
  }
  void start(Serve serve) {
    auto started = try_start(std::move(serve));
    ASSERT_TRUE(started) << started.error().message << " " << started.error().detail;
    listener = *std::move(started);
  }
  /// Answers with what it was asked: "GET /a body".
  void start_echo() {
    start([this](http::Request request, Respond respond) {
      ++served;
      respond(text(std::string(http::name(request.method)) + " " + request.target + " " + request.body));
    });
  }
  TestClient connect() {
    auto client = TestClient::tcp(listener->port());
    EXPECT_TRUE(client.start_tls());
    return client;
  }

  inline static Identity identity;
  Options options;
  std::filesystem::path folder;
  Refusals refusals;
  std::atomic<int> served = 0;
  std::unique_ptr<Listener> listener;
};

/// Keeps every request until it is told to answer.
class Shelf {
 public:
  Serve serve() {
    return [this](http::Request, Respond respond) {
      std::lock_guard lock(mutex_);
      kept_.push_back(std::move(respond));
      came_.notify_all();
    };
  }
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return kept_.size() >= count; });
  }
  void answer_all() {
    std::lock_guard lock(mutex_);
    for (auto& respond : kept_) respond(text("late"));
    kept_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Respond> kept_;
};

}  // namespace troth::net
