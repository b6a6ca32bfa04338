#include "net/internal/sources.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <vector>

#include "net/internal/peer.h"

namespace troth::net {
namespace {

using Admission = Sources::Admission;

TEST(Sources, CountsPerSource) {
  Sources sources(100, 2);
  std::vector<Sources::Place> places;
  for (int i = 0; i < 2; ++i) EXPECT_EQ(places.emplace_back(sources.admit("a")).admission(), Admission::welcome);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(places.emplace_back(sources.admit("a")).admission(), Admission::too_many);
  EXPECT_EQ(sources.admit("a").admission(), Admission::closed);
  EXPECT_EQ(sources.admit("b").admission(), Admission::welcome);
  places.clear();
  EXPECT_EQ(sources.admit("a").admission(), Admission::welcome);
}

TEST(Sources, CountsInAllButNotTheOperator) {
  Sources sources(1, 5);
  auto const only = sources.admit("a");
  EXPECT_EQ(sources.admit("b").admission(), Admission::closed);
  EXPECT_EQ(sources.admit("").admission(), Admission::welcome);
}

TEST(Sources, GivesAMovedPlaceBackOnce) {
  Sources sources(1, 1);
  {
    auto first = sources.admit("a");
    auto const second = std::move(first);
    EXPECT_EQ(sources.admit("b").admission(), Admission::closed);
  }
  EXPECT_EQ(sources.admit("b").admission(), Admission::welcome);
}

Peer v4(char const* text) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  inet_pton(AF_INET, text, &address.sin_addr);
  return peer_of(reinterpret_cast<sockaddr const*>(&address), sizeof address);
}

Peer v6(char const* text) {
  sockaddr_in6 address = {};
  address.sin6_family = AF_INET6;
  inet_pton(AF_INET6, text, &address.sin6_addr);
  return peer_of(reinterpret_cast<sockaddr const*>(&address), sizeof address);
}

TEST(Peer, KnowsWhereAnAddressIs) {
  EXPECT_EQ(v4("127.0.0.1").origin, http::Origin::loopback);
  EXPECT_EQ(v4("127.255.0.9").origin, http::Origin::loopback);
  EXPECT_EQ(v4("128.0.0.1").origin, http::Origin::remote);
  EXPECT_EQ(v6("::1").origin, http::Origin::loopback);
  EXPECT_EQ(v6("::2").origin, http::Origin::remote);
  EXPECT_EQ(v6("::ffff:127.0.0.1").origin, http::Origin::loopback);
  EXPECT_EQ(v6("::ffff:192.0.2.7").text, "192.0.2.7");
  EXPECT_EQ(v4("192.0.2.7").text, "192.0.2.7");
}

TEST(Peer, CountsASubscribersNetworkAsOne) {
  EXPECT_EQ(v6("2001:db8::1").source, v6("2001:db8::ffff:2").source);
  EXPECT_NE(v6("2001:db8::1").source, v6("2001:db8:0:1::1").source);
  EXPECT_EQ(v6("::ffff:192.0.2.7").source, v4("192.0.2.7").source);
  EXPECT_FALSE(v6("::").source.empty());
}

}  // namespace
}  // namespace troth::net
