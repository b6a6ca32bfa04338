#include "merkle/slots.h"

#include <gtest/gtest.h>

#include <bit>

#include "crypto/hash.h"

namespace troth::merkle {
namespace {

Bytes const kSeed(32, 0x5e);

SlotHead head(std::string origin) { return {std::move(origin), 7, leaf_hash({})}; }

std::vector<SlotHead> heads(std::size_t count) {
  std::vector<SlotHead> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(head("audit.example.com/t/" + std::to_string(i)));
  return out;
}

TEST(Slots, ALeafIsLaidOutAsTheFormatSays) {
  Hash salt{};
  salt.fill(0xa5);
  auto root = hex(leaf_hash({}));
  auto entry = from_hex(hex(salt) + "0003" + "612f62" + "0000000000000007" + root).value();
  EXPECT_EQ(slot_leaf(salt, head("a/b")), leaf_hash(entry));
  EXPECT_EQ(slot_leaf(salt, {}), leaf_hash(from_hex(hex(salt) + "0000").value()));
  EXPECT_EQ(slot_leaf(salt, {"", 9, salt}), slot_leaf(salt, {})) << "a vacant slot says nothing";
}

TEST(Slots, ASaltIsTheHmacOfItsNumber) {
  EXPECT_EQ(slot_salt(kSeed, 258), crypto::hmac_sha256(kSeed, from_hex("0000000000000102").value()));
  EXPECT_NE(slot_salt(kSeed, 0), slot_salt(kSeed, 1));
}

TEST(Slots, TheSealsEntryBindsTheNumberOfSlots) {
  Hash root{};
  root.fill(1);
  EXPECT_EQ(hex(slots_entry(4, root)),
            "736c6f74732f7631"
            "0000000000000004" +
                hex(root));
}

TEST(Slots, ArePaddedToAPowerOfTwoAndAllProvable) {
  for (std::size_t count = 0; count <= 17; ++count) {
    auto all = heads(count);
    SlotTree tree(kSeed, all);
    ASSERT_EQ(tree.slots(), std::bit_ceil(count)) << count;
    all.resize(tree.slots());
    for (std::uint64_t i = 0; i < tree.slots(); ++i) {
      auto leaf = slot_leaf(slot_salt(kSeed, i), all[i]);
      EXPECT_TRUE(verify_inclusion(i, tree.slots(), leaf, tree.prove(i), tree.root())) << i << " of " << count;
    }
  }
}

TEST(Slots, AHeadIsProvenInItsOwnSlotOnly) {
  auto all = heads(5);
  SlotTree tree(kSeed, all);
  EXPECT_FALSE(verify_inclusion(1, 8, slot_leaf(slot_salt(kSeed, 1), all[0]), tree.prove(1), tree.root()));
  EXPECT_FALSE(verify_inclusion(1, 8, slot_leaf(slot_salt(kSeed, 0), all[1]), tree.prove(1), tree.root()));
  EXPECT_FALSE(verify_inclusion(1, 8, slot_leaf(slot_salt(kSeed, 1), all[1]), tree.prove(0), tree.root()));
}

EpochEnd const kEnd{"audit.example.com/eu1", 1234, leaf_hash({}), 1200, empty_root(), 1793000000};

TEST(EpochEnd, IsReadBackAsWritten) {
  auto bytes = kEnd.encode();
  EXPECT_EQ(as_text(bytes),
            "epoch/v1\naudit.example.com/eu1\n1234\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n1200\n"
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n1793000000\n");
  auto again = EpochEnd::parse(bytes);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->encode(), bytes);
  EXPECT_EQ(again->origin, kEnd.origin);
  EXPECT_EQ(again->size, 1234u);
  EXPECT_EQ(again->root, kEnd.root);
  EXPECT_EQ(again->restored_size, 1200u);
  EXPECT_EQ(again->restored_root, empty_root());
  EXPECT_EQ(again->seconds, 1793000000u);
}

TEST(EpochEnd, RefusesEveryCutAndEveryOtherSpelling) {
  auto good = std::string(as_text(kEnd.encode()));
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(EpochEnd::parse(as_bytes(std::string_view(good).substr(0, size)))) << size;
  EXPECT_FALSE(EpochEnd::parse(as_bytes(good + "\n")));
  EXPECT_FALSE(EpochEnd::parse(as_bytes(good + "1\n")));
  auto changed = [&](std::string_view from, std::string_view to) {
    auto out = good;
    return out.replace(out.find(from), from.size(), to);
  };
  for (auto [from, to] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"epoch/v1", "epoch/v2"},
                                                                            {"\n1234", "\n01234"},
                                                                            {"\n1234", "\n-1"},
                                                                            {"\n1234", "\n"},
                                                                            {"\n1200", "\n+1200"},
                                                                            {"audit.example.com/eu1\n", "\n"},
                                                                            {"bjQL", "bj QL"},
                                                                            {"oB0=", "oB1="},
                                                                            {"oB0=", "oB0"},
                                                                            {"oB0=", "==="},
                                                                            {"1793000000", "99999999999999999999999"}})
    EXPECT_FALSE(EpochEnd::parse(as_bytes(changed(from, to)))) << from << " as " << to;
}

}  // namespace
}  // namespace troth::merkle
