#include "doctor/sockets.h"

#include <gtest/gtest.h>

#include "doctor/doctor_fixture.h"

namespace troth::doctor {
namespace {

constexpr std::string_view kHead =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

TEST(Sockets, ALineOfTheTableIsReadInTheByteOrderOfTheMachine) {
  auto const lines = parse_net(
      std::string(kHead) +
      "   0: 0100007F:20FB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 7001 1 0 100 0\n"
      "   1: 00000000000000000000000001000000:01BB 00000000000000000000000000000000:0000 0A 0:0 0:0 0  0  0 7002 1\n");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(shown(lines[0].local), "127.0.0.1:8443");
  EXPECT_EQ(shown(lines[1].local), "[::1]:443");
  EXPECT_EQ(lines[0].inode, "7001");
  EXPECT_EQ(lines[0].state, 10u);
}

TEST(Sockets, WhatIsNoLineIsLeftOut) {
  for (std::string_view line :
       {"", "\n\n", "0:", "0: x:y z w 1 2 3 4 5 6", "0: 0100007F:20FBF r 0A 1 2 3 4 5 6",
        "0: 0100007:20FB r 0A 1 2 3 4 5 6", "0: : r 0A 1 2 3 4 5 6", "0: 0100007F:20FB r 0G 1 2 3 4 5 6"})
    EXPECT_TRUE(parse_net(line).empty()) << line;
}

TEST(Sockets, OnlyWhatTheProcessHasOpenAndListensOn) {
  Ward ward;
  auto const line = [](std::string const& local, std::string const& state, std::string const& inode) {
    return "0: " + local + " 00000000:0000 " + state + " 0:0 0:0 0 0 0 " + inode + " 1\n";
  };
  for (auto const* inode : {"71", "73", "74", "75"})
    std::filesystem::create_symlink("socket:[" + std::string(inode) + "]", ward.process("fd") / inode);
  ward.write(ward.process("net/tcp"),
             line("0100007F:20FB", "0A", "71") + line("0100007F:0016", "0A", "72") + line("0100007F:20FB", "01", "73"));
  ward.write(ward.process("net/udp"), line("00000000:14E9", "07", "74"));
  ward.write(
      ward.process("net/unix"),
      "Num RefCount Protocol Flags Type St Inode Path\n"
      "0: 2 0 00010000 0001 01 75 /x/admin.sock\n0: 2 0 00010000 0001 01 76 /y.sock\n0: 3 0 00000000 0001 03 75\n");
  auto const found = sockets_of(ward.patient);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->doors, (std::vector<Door>{{"127.0.0.1", 8443, false}, {"0.0.0.0", 5353, true}}));
  EXPECT_EQ(found->paths, std::vector<std::string>{"/x/admin.sock"});
}

TEST(Sockets, FilesThatAreClosedToUsAreNoSockets) {
  Ward ward;
  std::filesystem::remove_all(ward.process("fd"));
  EXPECT_FALSE(sockets_of(ward.patient));
  ward.patient.server = 0;
  EXPECT_FALSE(sockets_of(ward.patient));
}

TEST(Sockets, TheDeclaredDoor) {
  using namespace std::string_literals;
  Ward ward;
  auto const declared = [&](std::string const& line) {
    ward.write(ward.process("cmdline"), line);
    auto const door = declared_door(ward.patient);
    return door ? shown(*door) : "none";
  };
  EXPECT_EQ(declared("troth\0serve\0--data\0/x\0"s), "127.0.0.1:8443");
  EXPECT_EQ(declared("troth\0serve\0--listen\0[::1]:443\0"s), "[::1]:443");
  EXPECT_EQ(declared("troth\0serve\0--listen=0.0.0.0:443\0"s), "0.0.0.0:443");
  EXPECT_EQ(declared("troth\0twin\0"s), "127.0.0.1:0");
  EXPECT_EQ(declared("troth\0serve\0--listen\0x:70000\0"s), "none");
}

}  // namespace
}  // namespace troth::doctor
