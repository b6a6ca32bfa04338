#include "merkle/checkpoint.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"

namespace troth::merkle {
namespace {

using namespace std::string_literals;

// sum.golang.org, live, and a head out of Sunlight's test data.
std::string const kSum = "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n";
std::string const kRome = "rome2026h1.example.org\n300\nlCkHUpkmVBEms2r2T1K6Og69+wUuuN3MIEW1/ezu2v0=\n";
std::string const kRoot = "vt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=";

TEST(Checkpoint, ReadsPublishedHeadsAndWritesThemBack) {
  auto sum = Checkpoint::parse(kSum);
  ASSERT_TRUE(sum);
  EXPECT_EQ(sum->origin, "go.sum database tree");
  EXPECT_EQ(sum->size, 35225469u);
  EXPECT_EQ(base64(sum->root), kRoot);
  EXPECT_EQ(sum->text(), kSum);
  EXPECT_EQ(Checkpoint::parse(kRome)->text(), kRome);
}

// The folder a witness serves a log under (Sunlight's test data): SHA-256 of the origin.
TEST(Checkpoint, OriginHashIsThatOfTheWitnessFolder) {
  auto folder = hex(crypto::sha256(as_bytes(Checkpoint::parse(kRome)->origin)));
  EXPECT_TRUE(folder.starts_with("000de184")) << folder;
  EXPECT_TRUE(folder.ends_with("9706")) << folder;
}

TEST(Checkpoint, TakesTheSmallestAndTheLargestTree) {
  Checkpoint empty{"example.com/log", 0, empty_root()};
  EXPECT_EQ(*Checkpoint::parse(empty.text()), empty);
  Checkpoint largest{"example.com/log", (std::uint64_t{1} << 63) - 1, {}};
  EXPECT_EQ(*Checkpoint::parse(largest.text()), largest);
  EXPECT_FALSE(Checkpoint::parse("o\n9223372036854775808\n" + kRoot + "\n"));
}

TEST(Checkpoint, RefusesEverySpellingButOne) {
  for (auto const& bad : {
           ""s,
           "o\n"s,
           "o\n1\n"s,
           "o\n1\n" + kRoot,
           "\n1\n" + kRoot + "\n",
           "o\n\n" + kRoot + "\n",
           "o\n01\n" + kRoot + "\n",
           "o\n+1\n" + kRoot + "\n",
           "o\n-1\n" + kRoot + "\n",
           "o\n 1\n" + kRoot + "\n",
           "o\n1 \n" + kRoot + "\n",
           "o\n1\r\n" + kRoot + "\n",
           "o\n0x1\n" + kRoot + "\n",
           "o\n99999999999999999999\n" + kRoot + "\n",
           "o\n1\n" + kRoot.substr(4) + "\n",
           "o\n1\nAAAA" + kRoot + "\n",
           "o\n1\n" + kRoot.substr(0, 43) + "\n",
           "o\n1\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCR=\n"s,
           "o\n1\n" + kRoot + "\nextension\n",
           "o\n1\n" + kRoot + "\n\n",
           "o\t\n1\n" + kRoot + "\n",
           "\xff\n1\n" + kRoot + "\n",
       })
    EXPECT_EQ(Checkpoint::parse(bad).error().code, Code::invalid) << bad;
  EXPECT_EQ(Checkpoint::parse("o\n01\n" + kRoot + "\n").error().at, "line 2");
}

}  // namespace
}  // namespace troth::merkle
