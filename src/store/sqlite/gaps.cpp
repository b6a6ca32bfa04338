#include "store/sqlite/gaps.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "store/sqlite/failure.h"

namespace troth::store::sqlite {
namespace {

constexpr std::size_t kFileHeader = 100, kLogHeader = 32, kFrameHeader = 24;
/// Beyond so many the whole file is read instead.
constexpr std::size_t kMostPages = 1 << 16;
/// A page of the freelist or of a long row begins with the number of another page: below this one its first byte is 0
/// or 1, which no page of a B-tree begins with.
constexpr std::uint32_t kMostNumber = 1 << 25;

std::uint32_t number_at(std::span<std::uint8_t const> bytes, std::size_t at, std::size_t length) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < length; ++i) out = out << 8 | bytes[at + i];
  return out;
}

bool blank(std::span<std::uint8_t> bytes) {
  if (std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; })) return false;
  std::ranges::fill(bytes, std::uint8_t{0});
  return true;
}

Error torn() { return fail(Code::corrupt, "a page of the store is not one of SQLite's"); }

sqlite3_file* file_of(Connection& connection, int which) {
  sqlite3_file* file = nullptr;
  int const code = sqlite3_file_control(connection.handle(), "main", which, &file);
  return code == SQLITE_OK && file != nullptr && file->pMethods != nullptr ? file : nullptr;
}

int read(sqlite3_file* file, std::span<std::uint8_t> into, std::int64_t at) {
  return file == nullptr ? SQLITE_IOERR : file->pMethods->xRead(file, into.data(), static_cast<int>(into.size()), at);
}

}  // namespace

Result<bool> blank_unallocated(std::span<std::uint8_t> page, bool first, std::size_t usable) {
  std::size_t const header = first ? kFileHeader : 0;
  std::uint8_t const type = page[header];
  bool const leaf = type == 10 || type == 13;
  if (!leaf && type != 2 && type != 5) return false;
  std::size_t const cells = number_at(page, header + 3, 2);
  std::size_t const begin = header + (leaf ? 8 : 12) + 2 * cells;
  std::size_t const end = number_at(page, header + 5, 2) == 0 ? 65536 : number_at(page, header + 5, 2);
  if (begin > end || end > usable) return torn();
  bool found = blank(page.subspan(begin, end - begin));
  std::size_t after = end;  // freeblocks are in their order
  for (std::size_t at = number_at(page, header + 1, 2); at != 0; at = number_at(page, at, 2)) {
    if (at < after || at + 4 > usable) return torn();
    std::size_t const size = number_at(page, at + 2, 2);
    if (size < 4 || at + size > usable) return torn();
    found |= blank(page.subspan(at + 4, size - 4));
    after = at + size;
  }
  return found;
}

void Gaps::note(std::int64_t frames) {
  if (every_page_) return;
  if (remember(frames) && pages_.size() <= kMostPages) return;
  every_page_ = true;
  pages_.clear();
}

Result<> Gaps::remember(std::int64_t frames) {
  auto* const log = file_of(owner_, SQLITE_FCNTL_JOURNAL_POINTER);
  std::array<std::uint8_t, kLogHeader> header;
  TROTH_TRY(settled(read(log, header, 0)));
  std::uint64_t const salts = std::uint64_t{number_at(header, 16, 4)} << 32 | number_at(header, 20, 4);
  if (salts != salts_ || frames < noted_) noted_ = 0;
  salts_ = salts;
  for (std::array<std::uint8_t, 4> number; noted_ < frames; ++noted_) {
    auto const at = static_cast<std::int64_t>(kLogHeader) + noted_ * (std::int64_t{kFrameHeader} + page_size_);
    TROTH_TRY(settled(read(log, number, at)));
    pages_.insert(number_at(number, 0, 4));
  }
  return {};
}

Result<bool> Gaps::zero() {
  changed_ = false;
  auto cleaned = clean_all();
  // What was zeroed must not come back out of a page in memory, whatever else failed.
  if (changed_) sqlite3_db_release_memory(owner_.handle());
  TROTH_TRY(std::move(cleaned));
  pages_.clear();
  every_page_ = false;
  noted_ = 0;
  return changed_;
}

Result<> Gaps::clean_all() {
  TROTH_TRY(measure());
  for (std::uint32_t number = 1; every_page_ && number <= count_; ++number) TROTH_TRY(clean(number));
  for (std::uint32_t const noted : pages_) {
    bool const there = noted >= 1 && noted <= count_;
    if (there) TROTH_TRY(clean(noted));
  }
  if (!changed_) return {};
  auto* const file = file_of(owner_, SQLITE_FCNTL_FILE_POINTER);
  int const code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
  if (code != SQLITE_OK) health_.fail(failure(owner_.handle(), code));
  return settled(code);
}

/// Sizes, out of the file's own header.
Result<> Gaps::measure() {
  auto* const file = file_of(owner_, SQLITE_FCNTL_FILE_POINTER);
  std::array<std::uint8_t, kFileHeader> header;
  TROTH_TRY(settled(read(file, header, 0)));
  page_size_ = number_at(header, 16, 2) == 1 ? 65536 : number_at(header, 16, 2);
  if (page_size_ < 512 || header[20] > page_size_ - 480) return torn();
  usable_ = page_size_ - header[20];
  sqlite3_int64 bytes = 0;
  TROTH_TRY(settled(file->pMethods->xFileSize(file, &bytes)));
  count_ = static_cast<std::uint32_t>(bytes / page_size_);
  bool const pointer_maps = number_at(header, 52, 4) != 0;  // pages of another kind, which could look like a tree's
  if (pointer_maps || count_ >= kMostNumber) return torn();
  return {};
}

Result<> Gaps::clean(std::uint32_t number) {
  auto* const file = file_of(owner_, SQLITE_FCNTL_FILE_POINTER);
  Bytes page(page_size_);
  std::int64_t const at = std::int64_t{number - 1} * page_size_;
  TROTH_TRY(settled(read(file, page, at)));
  TROTH_TRY(bool const found, blank_unallocated(page, number == 1, usable_));
  if (!found) return {};
  changed_ = true;
  int const code = file->pMethods->xWrite(file, page.data(), static_cast<int>(page.size()), at);
  if (code != SQLITE_OK) health_.fail(failure(owner_.handle(), code));
  return settled(code);
}

Result<> Gaps::settled(int code) {
  if (code == SQLITE_OK) return {};
  return failure(owner_.handle(), code);
}

}  // namespace troth::store::sqlite
