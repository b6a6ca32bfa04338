#include "probe/wire.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>
#include <utility>

namespace troth::probe {
namespace {

/// A peer on loopback that reads what comes first, says this, and hangs up or stays silent.
class Peer {
 public:
  Peer(std::string says, bool hangs_up) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    ::bind(listener_, reinterpret_cast<sockaddr const*>(&where), sizeof where);
    ::listen(listener_, 1);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size);
    port_ = ntohs(where.sin_port);
    thread_ = std::thread([this, says = std::move(says), hangs_up] {
      one_ = ::accept(listener_, nullptr, nullptr);
      char bytes[256];
      auto const got = ::read(one_, bytes, sizeof bytes);
      heard_.assign(bytes, got > 0 ? static_cast<std::size_t>(got) : 0);
      (void)!::write(one_, says.data(), says.size());
      if (hangs_up) ::close(std::exchange(one_, -1));
    });
  }
  Peer(Peer const&) = delete;
  Peer& operator=(Peer const&) = delete;
  ~Peer() {
    if (thread_.joinable()) thread_.join();
    if (one_ >= 0) ::close(one_);
    ::close(listener_);
  }
  std::uint16_t port() const { return port_; }
  std::string heard() {
    thread_.join();
    return heard_;
  }

 private:
  int listener_ = -1, one_ = -1;
  std::uint16_t port_ = 0;
  std::string heard_;
  std::thread thread_;
};

TEST(Exchange, SendsBytesAsTheyAreAndGivesTheAnswer) {
  Peer peer("answer", true);
  auto const answer = exchange("127.0.0.1", peer.port(), std::string("\x16\x03\x00\x00", 4));
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, "answer");
  EXPECT_EQ(peer.heard(), std::string("\x16\x03\x00\x00", 4));
}

TEST(Exchange, EndsWhenThePeerHasSaidItsPart) {
  Peer peer("answer", false);
  EXPECT_EQ(*exchange("127.0.0.1", peer.port(), "hello"), "answer");
}

TEST(Exchange, WithAPeerThatHangsUpIsAnEmptyAnswer) {
  Peer peer("", true);
  EXPECT_EQ(*exchange("127.0.0.1", peer.port(), "hello"), "");
}

TEST(Exchange, IsOverAfterItsTime) {
  Peer peer("", false);
  EXPECT_EQ(*exchange("127.0.0.1", peer.port(), "hello", 1), "");
}

TEST(Exchange, WithNobodyIsAnError) { EXPECT_FALSE(exchange("127.0.0.1", 1, "hello")); }

}  // namespace
}  // namespace troth::probe
