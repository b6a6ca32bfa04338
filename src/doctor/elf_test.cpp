#include "doctor/elf.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/private_file.h"

namespace troth::doctor {
namespace {

constexpr std::size_t kPhoff = 32, kPhentsize = 54, kPhnum = 56, kHeader = 64, kSegment = 56;
constexpr std::uint32_t kLoad = 1, kDynamic = 2, kStack = 0x6474e551, kRelro = 0x6474e552, kProperty = 0x6474e553;

/// This very program, and how to break it.
struct Program {
  Bytes bytes = to_bytes(as_bytes(read_file("/proc/self/exe", 1u << 30).value()));

  void put(std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  std::uint64_t get(std::size_t at, std::size_t size) const {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < size; ++i) out |= std::uint64_t{bytes[at + i]} << (8 * i);
    return out;
  }
  /// Where the header of the first segment of a type is, with at least these flags.
  std::size_t segment(std::uint32_t type, std::uint32_t flags = 0) const {
    for (std::size_t at = kHeader; at < kHeader + kSegment * get(kPhnum, 2); at += kSegment)
      if (get(at, 4) == type && (get(at + 4, 4) & flags) == flags) return at;
    ADD_FAILURE() << "there is no such segment";
    return kHeader;
  }
  /// Replaces an imported name, here and in every table that repeats it.
  void rename(std::string_view from, std::string_view to) {
    auto const old = std::string(1, '\0') + std::string(from) + '\0';
    for (auto at = as_text(bytes).find(old); at != std::string::npos; at = as_text(bytes).find(old, at + 1))
      std::ranges::copy(to, bytes.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
  /// The value of every entry of the dynamic section with one of these tags becomes `value`, its tag `now`.
  void retag(std::initializer_list<std::uint64_t> tags, std::uint64_t now, std::uint64_t value) {
    auto const header = segment(kDynamic);
    for (auto at = get(header + 8, 8); get(at, 8) != 0; at += 16)
      if (std::ranges::find(tags, get(at, 8)) != tags.end()) put(at, now, 8), put(at + 8, value, 8);
  }
  Elf read() const { return read_elf(bytes).value(); }
};

constexpr std::uint64_t kDebug = 21, kRunpath = 29, kFlags = 30, kFlags1 = 0x6ffffffb, kBindNow = 24;

TEST(Elf, ThisProgramIsBuiltAsItShouldBe) {
  auto const elf = Program().read();
  EXPECT_TRUE(elf.dynamic && elf.position_independent && elf.relro && elf.bind_now && elf.stack_is_data);
  EXPECT_TRUE(elf.stack_protector);
  EXPECT_FALSE(elf.writable_code || elf.test_only);
  EXPECT_TRUE(elf.library_paths.empty());
  EXPECT_NE(std::ranges::find(elf.libraries, "libc.so.6"), elf.libraries.end());
}

TEST(Elf, EachLossShows) {
  Program p;
  p.put(16, 2, 2);
  EXPECT_FALSE(p.read().position_independent);
  p = {};
  p.put(p.segment(kRelro), 0, 4);
  EXPECT_FALSE(p.read().relro);
  p = {};
  p.retag({kFlags, kFlags1, kBindNow}, kDebug, 0);
  EXPECT_FALSE(p.read().bind_now);
  p = {};
  p.put(p.segment(kStack) + 4, 7, 4);
  EXPECT_FALSE(p.read().stack_is_data);
  p = {};
  p.put(p.segment(kStack), 0, 4);
  EXPECT_FALSE(p.read().stack_is_data);
  p = {};
  p.put(p.segment(kLoad, 1) + 4, 7, 4);
  EXPECT_TRUE(p.read().writable_code);
  p = {};
  p.rename("__stack_chk_fail", "__stack_chk_fine");
  EXPECT_FALSE(p.read().stack_protector);
  p = {};
  p.retag({kDebug}, kRunpath, 1);
  EXPECT_EQ(p.read().library_paths.size(), 1u);
  p = {};
  p.put(p.segment(kDynamic), 0, 4);
  EXPECT_FALSE(p.read().dynamic);
}

TEST(Elf, TheSwitchOfPlantedBugsShows) {
  Program p;
  for (std::string_view part : {"TROTH_", "MUTANT"}) {  // in two, or this program would carry it
    if (part.front() == 'T') p.bytes.push_back(0);
    append(p.bytes, as_bytes(part));
  }
  EXPECT_FALSE(p.read().test_only);
  p.bytes.push_back(0);
  EXPECT_TRUE(p.read().test_only);
}

TEST(Elf, TheMarkOfGuardedJumps) {
  Program p;
  auto const header = p.segment(kProperty);
  auto const at = p.get(header + 8, 8);
  Bytes const note{4,    0, 0, 0,    16, 0, 0, 0, 5, 0, 0, 0, 'G', 'N', 'U', 0,
                   0x02, 0, 0, 0xc0, 4,  0, 0, 0, 3, 0, 0, 0, 0,   0,   0,   0};
  p.put(header + 32, note.size(), 8);
  std::ranges::copy(note, p.bytes.begin() + static_cast<std::ptrdiff_t>(at));
  EXPECT_TRUE(p.read().control_flow);
  p.put(at + 24, 1, 4);
  EXPECT_FALSE(p.read().control_flow);
}

TEST(Elf, WhatLeadsOutOfTheFileIsRefused) {
  Program p;
  EXPECT_FALSE(read_elf({}));
  EXPECT_FALSE(read_elf(as_bytes("#!/bin/sh\n")));
  p.put(4, 1, 1);  // 32 bits
  EXPECT_FALSE(read_elf(p.bytes));
  for (auto const& [at, size] : {std::pair{kPhoff, 8u}, {kPhentsize, 2u}}) {
    p = {};
    p.put(at, UINT64_MAX, size);
    EXPECT_FALSE(read_elf(p.bytes)) << at;
  }
  for (std::size_t const field : {8u, 32u}) {  // offset, size
    p = {};
    p.put(p.segment(kDynamic) + field, UINT64_MAX - 7, 8);
    EXPECT_FALSE(read_elf(p.bytes)) << field;
  }
  p = {};
  p.retag({5}, 5, UINT64_MAX);  // where the names are
  EXPECT_FALSE(read_elf(p.bytes));
  p = {};
  p.retag({10}, 10, UINT64_MAX);  // how long they are
  EXPECT_FALSE(read_elf(p.bytes));
}

TEST(Elf, EveryCutIsRefusedOrRead) {
  Program p;
  for (std::size_t size : {0u, 1u, 16u, 63u, 64u, 100u, 800u, 5000u}) {
    auto const cut = read_elf(ByteView(p.bytes).first(size));
    EXPECT_TRUE(!cut || !cut->dynamic) << size;
  }
}

}  // namespace
}  // namespace troth::doctor
