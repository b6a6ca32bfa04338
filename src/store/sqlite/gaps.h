#pragma once
#include <cstdint>
#include <unordered_set>

#include "store/health.h"
#include "store/sqlite/connection.h"

namespace troth::store::sqlite {

/// What a B-tree page holds between its cells. `secure_delete` zeroes a cell where it is deleted; but when SQLite moves
/// cells to another page to balance the tree, it leaves their bytes in the unallocated space of the page they came
/// from, and a later deletion zeroes the new place only. So a deleted row can stay readable in a page that knows
/// nothing of it. This zeroes the unallocated space (SQLite's file format, section 1.6: between the array of cell
/// pointers and the first cell, and within freeblocks) of every page that a commit has written. Not thread-safe: of the
/// owner's thread or mutex.
class Gaps {
 public:
  Gaps(Connection& owner, Health& health) : owner_(owner), health_(health) {}

  /// After each commit and before any checkpoint that could let the log begin anew: which pages are in it.
  /// `frames`: how many the log has.
  void note(std::int64_t frames);
  /// With the log truncated and no statement under way: zeroes, makes that durable, and has the owner forget its cached
  /// pages, which would bring the bytes back. The first time of every page, as nobody knows what was before. True if
  /// there was anything. Corrupt where a page is not one of SQLite's; a failed write or sync is the store's, for good.
  Result<bool> zero();

 private:
  Result<> remember(std::int64_t frames);
  Result<> clean_all();
  Result<> clean(std::uint32_t number);
  Result<> measure();
  Result<> settled(int code);

  Connection& owner_;
  Health& health_;
  std::unordered_set<std::uint32_t> pages_;
  bool every_page_ = true;
  std::int64_t noted_ = 0;   ///< frames of the log whose pages are known
  std::uint64_t salts_ = 0;  ///< of that log: another one begins with others
  std::uint32_t page_size_ = 0, usable_ = 0, count_ = 0;
  bool changed_ = false;
};

/// Zeroes the unallocated space of one page. True if it was not zero; false of pages that are not of a B-tree. Corrupt
/// if its numbers cannot be.
Result<bool> blank_unallocated(std::span<std::uint8_t> page, bool first, std::size_t usable);

}  // namespace troth::store::sqlite
