#include "store/sqlite/gaps.h"

#include <sqlite3.h>

#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

#include "store/store_fixture.h"

namespace troth::store::sqlite {
namespace {

// Found by 3,000 kills: twice the key of an erased person was still in keys.db, in a page that had once been balanced.
// The bytes come out of a buffer that SQLite uses again; under AddressSanitizer none is, so there they are planted.
class GapsTest : public StoreTest {
 protected:
  static constexpr int kTurn = 900;

  /// Keys come and go one by one, and every kTurn acts all go at once, so that the tree grows from one page to several
  /// again: that is when SQLite leaves the most. `apply(id, wrap)` adds; without a wrap it removes, without an id all.
  /// `looks()` after every tenth act.
  template <class Apply, class Looks>
  void churn(int acts, Apply apply, Looks looks) {
    for (int act = 1; act <= acts; ++act) {
      if (act % kTurn == 0) {
        apply(0, Bytes());
        for (auto& [id, wrap] : wraps_) gone_.push_back(std::move(wrap));
        wraps_.clear();
      }
      if (wraps_.empty() || chance_() % 100 < 55) {
        auto const bytes = random_.bytes<124>();
        wraps_[++newest_] = Bytes(bytes.begin(), bytes.end());
        apply(newest_, wraps_[newest_]);
      } else {
        auto const one = std::next(wraps_.begin(), static_cast<std::ptrdiff_t>(chance_() % wraps_.size()));
        apply(one->first, Bytes());
        gone_.push_back(std::move(one->second));
        wraps_.erase(one);
      }
      if (act % 10 == 0) looks();
    }
  }
  void apply_to_store(int id, Bytes const& wrap) {
    Step const add{Step::Kind::write, "INSERT INTO key (id, wrap) VALUES ($1, $2)", {{id, wrap}}};
    Step const remove{Step::Kind::write, "DELETE FROM key WHERE id = $1", {{id}}};
    Step const remove_all{Step::Kind::write, "DELETE FROM key", {{}}, kAny};
    ASSERT_TRUE(store_->keys().apply({!wrap.empty() ? add : id != 0 ? remove : remove_all}));
  }
  /// How many of those that are gone the files still hold.
  int left() {
    std::string all;
    for (char const* name : {"keys.db", "keys.db-wal"}) {
      std::ifstream in(file(name), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(in), {});
    }
    int out = 0;
    for (Bytes const& wrap : gone_) out += all.find(as_text(wrap)) != std::string::npos;
    return out;
  }
  void expect_all_there() {
    auto const said = store_->keys().query("PRAGMA integrity_check", {});
    ASSERT_TRUE(said);
    EXPECT_EQ((*said)[0][0].text(), "ok");
    auto const rows = store_->keys().query("SELECT id, wrap FROM key", {});
    ASSERT_TRUE(rows);
    EXPECT_EQ(rows->size(), wraps_.size());
    for (Row const& row : *rows) EXPECT_EQ(row[1].bytes(), wraps_.at(static_cast<int>(row[0].integer())));
  }

  SystemRandom random_;
  std::mt19937 chance_{1};
  int newest_ = 0;
  std::map<int, Bytes> wraps_;
  std::vector<Bytes> gone_;
};

TEST_F(GapsTest, NoDeletedKeyIsLeftBetweenOthers) {
  int found = 0;
  auto const looks = [&] {
    ASSERT_TRUE(store_->keys().scrub());
    found += left();
    gone_.clear();
  };
  churn(
      4 * kTurn, [&](int id, Bytes const& wrap) { apply_to_store(id, wrap); }, looks);
  EXPECT_EQ(found, 0);
  expect_all_there();
}

TEST_F(GapsTest, WhatAnEarlierLogHeldIsCleanedToo) {
  ASSERT_TRUE(store_->keys().scrub());
  churn(
      4 * kTurn + 500, [&](int id, Bytes const& wrap) { apply_to_store(id, wrap); }, [] {});
  // The log has been copied and begun anew by now, more than once.
  EXPECT_LT(std::filesystem::file_size(file("keys.db-wal")), 6u << 20);
  ASSERT_TRUE(store_->keys().scrub());
  EXPECT_EQ(left(), 0);
  expect_all_there();
}

/// Puts the bytes where SQLite leaves such: before the first cell of a page. `page` counts from 1.
void plant(std::filesystem::path const& path, std::size_t page, Bytes const& bytes) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  std::size_t const at = (page - 1) * 4096;
  std::array<char, 8> header{};
  file.seekg(static_cast<std::streamoff>(at)).read(header.data(), header.size());
  ASSERT_EQ(header[0], 13) << "a leaf of a table";
  auto const cells =
      static_cast<std::size_t>(static_cast<unsigned char>(header[5]) << 8 | static_cast<unsigned char>(header[6]));
  file.seekp(static_cast<std::streamoff>(at + cells - bytes.size()));
  file.write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

TEST_F(GapsTest, WhatWasLeftBeforeAStartIsGoneWithItsFirstScrub) {
  churn(
      50, [&](int id, Bytes const& wrap) { apply_to_store(id, wrap); }, [] {});
  store_.reset();
  std::size_t const pages = std::filesystem::file_size(file("keys.db")) / 4096;
  std::size_t last = pages;
  for (std::ifstream in(file("keys.db"), std::ios::binary); last > 1; --last) {
    in.seekg(static_cast<std::streamoff>((last - 1) * 4096));
    if (in.get() == 13) break;
  }
  gone_ = {Bytes(60, 0x5a)};
  plant(file("keys.db"), last, gone_[0]);
  EXPECT_EQ(left(), 1);
  open();
  ASSERT_TRUE(store_->keys().scrub());
  EXPECT_EQ(left(), 0);
  expect_all_there();
}

/// A table of its own, so that what is cleaned can be told from what is not.
TEST_F(GapsTest, PagesThatACommitWroteAreCleanedAndNoOthers) {
  std::filesystem::path const path = folder_.path() / "own.db";
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  Connection own(db);
  Health health;
  std::int64_t frames = 0;
  sqlite3_wal_hook(
      db, [](void* out, sqlite3*, char const*, int now) { return *static_cast<std::int64_t*>(out) = now, SQLITE_OK; },
      &frames);
  auto const run = [&](char const* text) { ASSERT_EQ(sqlite3_exec(db, text, nullptr, nullptr, nullptr), SQLITE_OK); };
  run("PRAGMA journal_mode = wal; CREATE TABLE a (x); CREATE TABLE b (x); INSERT INTO a VALUES (1); INSERT INTO b "
      "VALUES (1)");
  Gaps gaps(own, health);
  auto const cut = [&] { run("PRAGMA wal_checkpoint(TRUNCATE)"); };
  cut();
  EXPECT_FALSE(*gaps.zero());
  auto const holds = [&](Bytes const& bytes) {
    std::ifstream in(path, std::ios::binary);
    std::string const all{std::istreambuf_iterator<char>(in), {}};
    return all.find(as_text(bytes)) != std::string::npos;
  };
  Bytes const first(40, 0x5a), second(40, 0x5b);
  run("INSERT INTO a VALUES (2)");
  gaps.note(frames);
  cut();
  run("INSERT INTO b VALUES (2)");  // another log, of which nothing is noted
  cut();
  plant(path, 2, first);
  plant(path, 3, second);
  EXPECT_TRUE(*gaps.zero());
  EXPECT_FALSE(holds(first));
  EXPECT_TRUE(holds(second));
  run("INSERT INTO b VALUES (3)");
  gaps.note(frames);  // of the next log: it begins with other salts
  cut();
  plant(path, 3, second);
  EXPECT_TRUE(*gaps.zero());
  EXPECT_FALSE(holds(second));
}

TEST(BlankUnallocated, RefusesNumbersThatCannotBe) {
  Bytes page(512, 0);
  EXPECT_FALSE(*blank_unallocated(page, false, 512)) << "no page of a tree";
  page[0] = 13;
  page[5] = 2;  // cells begin at 512: all of the page is unallocated
  page[100] = 7;
  EXPECT_TRUE(*blank_unallocated(page, false, 512));
  EXPECT_EQ(page[100], 0);
  EXPECT_FALSE(*blank_unallocated(page, false, 512));
  auto const refused = [&](std::size_t at, std::uint8_t value) {
    Bytes other = page;
    other[at] = value;
    return !blank_unallocated(other, false, 512);
  };
  EXPECT_TRUE(refused(5, 3)) << "cells behind the end";
  EXPECT_TRUE(refused(3, 2)) << "more pointers than there is room";
  EXPECT_TRUE(refused(2, 9)) << "a freeblock before the cells";
  page[5] = 1;
  page[1] = 1, page[2] = 4;
  EXPECT_TRUE(refused(0x107, 2)) << "a freeblock too small";
  EXPECT_TRUE(refused(0x106, 2)) << "a freeblock behind the end";
}

}  // namespace
}  // namespace troth::store::sqlite
