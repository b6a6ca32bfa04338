#include "merkle/tile.h"

#include <gtest/gtest.h>

namespace troth::merkle {
namespace {

TEST(Tile, IsWrittenAsTheFormatSays) {
  EXPECT_EQ((TileId{0, 1234067}.path()), "0/x001/x234/067");  // the example of C2SP tlog-tiles
  EXPECT_EQ((TileId{1, 0, 17}.path()), "1/000.p/17");
  EXPECT_EQ((TileId{0, 273, 112}.path()), "0/273.p/112");
  EXPECT_EQ((TileId{0, 1067, 256, true}.path()), "entries/x001/067");
  EXPECT_EQ((TileId{7, 999, 1}.path()), "7/999.p/1");
  EXPECT_EQ((TileId{0, 1000000}.path()), "0/x001/x000/000");
}

TEST(Tile, IsReadBackFromItsPath) {
  for (bool entries : {false, true})
    for (unsigned level : {0u, 1u, 7u})
      for (std::uint64_t index : {0ull, 1ull, 999ull, 1000ull, 1234067ull, 999999999ull, (1ull << 56) - 1})
        for (unsigned width : {1u, 9u, 255u, 256u}) {
          TileId tile{entries ? 0 : level, index, width, entries};
          EXPECT_EQ(TileId::parse(tile.path()), tile) << tile.path();
        }
}

TEST(Tile, RefusesEveryOtherSpelling) {
  for (auto path : {"",
                    "0",
                    "0/",
                    "/000",
                    "0/0",
                    "0/00",
                    "0/0000",
                    "0/x000/001",
                    "0/x001",
                    "0/001/002",
                    "0/x001/x002",
                    "0/001/",
                    "0//001",
                    "00/001",
                    "8/000",
                    "9/000",
                    "-1/000",
                    "x/000",
                    "10/000",
                    "0/000.p/0",
                    "0/000.p/256",
                    "0/000.p/01",
                    "0/000.p/",
                    "0/000.p",
                    "0/000.p/1/",
                    "0/000.p/1.p/1",
                    "0/-01",
                    "0/+01",
                    "0/ 01",
                    "0/00a",
                    "0/000\n",
                    "entries/",
                    "entries/0",
                    "entries0/000",
                    "Entries/000",
                    "entries/000.p/300",
                    "0/x072/x057/x594/x037/x927/936",
                    "0/x999/x999/x999/x999/x999/x999/999",
                    "../000",
                    "0/../000"})
    EXPECT_FALSE(TileId::parse(path)) << path;
}

// Tessera's layout of a log of 70,000, as in tlog-tiles: the right edge of each level is partial.
TEST(Tile, WidthsOfALogOf70000) {
  for (std::uint64_t i = 0; i < 273; ++i) EXPECT_EQ(tile_width(0, i, 70000), 256u);
  EXPECT_EQ(tile_width(0, 273, 70000), 112u);
  EXPECT_EQ(tile_width(0, 274, 70000), 0u);
  EXPECT_EQ(tile_width(1, 0, 70000), 256u);
  EXPECT_EQ(tile_width(1, 1, 70000), 17u);
  EXPECT_EQ(tile_width(1, 2, 70000), 0u);
  EXPECT_EQ(tile_width(2, 0, 70000), 1u);
  EXPECT_EQ(tile_width(3, 0, 70000), 0u);
}

TEST(Tile, WidthsAtTheEdges) {
  EXPECT_EQ(tile_width(0, 0, 0), 0u);
  EXPECT_EQ(tile_width(0, 0, 256), 256u);
  EXPECT_EQ(tile_width(0, 1, 256), 0u);
  EXPECT_EQ(tile_width(1, 0, 255), 0u);
  EXPECT_EQ(tile_width(0, UINT64_MAX, UINT64_MAX), 0u);
  EXPECT_EQ(tile_width(7, 0, UINT64_MAX), 255u);
  EXPECT_EQ(tile_width(8, 0, UINT64_MAX), 0u);
}

TEST(Bundle, HoldsItsEntriesInOrder) {
  std::vector<Bytes> entries = {{}, {1}, Bytes(65535, 7), {2, 3}};
  auto bytes = encode_bundle(entries);
  EXPECT_EQ(hex(ByteView(bytes).first(5)), "0000000101");
  auto again = parse_bundle(bytes, 4);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, entries);
  EXPECT_TRUE(parse_bundle({}, 0)->empty());
}

TEST(Bundle, RefusesAnotherCountAndEveryCut) {
  auto bytes = encode_bundle({{1, 2, 3}, {}, {4}});
  EXPECT_FALSE(parse_bundle(bytes, 2));
  EXPECT_FALSE(parse_bundle(bytes, 4));
  EXPECT_FALSE(parse_bundle({}, 1));
  EXPECT_FALSE(parse_bundle(bytes, 0));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    auto cut = parse_bundle(ByteView(bytes).first(size), 3);
    ASSERT_FALSE(cut) << size;
    EXPECT_EQ(cut.error().code, Code::corrupt);
  }
}

}  // namespace
}  // namespace troth::merkle
