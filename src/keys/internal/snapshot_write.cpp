#include <fcntl.h>

#include <cstdio>

#include "keys/internal/snapshot.h"
#include "keys/internal/snapshot_file.h"
#include "keys/tables.h"

namespace troth::keys {
namespace {

constexpr std::int64_t kPage = 1000;  // rows in memory at once

Result<> write_head(store::KeyDatabase& database, std::uint64_t epoch, SnapshotWriter& out) {
  TROTH_TRY(auto rows, database.query(sql::kCellKey, {}));
  store::Row head = rows.at(0);
  head.emplace_back(static_cast<std::int64_t>(epoch));
  return out.add(RecordType::head, head);
}

Result<> write_epochs(store::KeyDatabase& database, SnapshotWriter& out) {
  TROTH_TRY(auto rows, database.query(sql::kEpochs, {}));
  for (auto const& row : rows) TROTH_TRY(out.add(RecordType::epoch, row));
  return {};
}

// Each page is one statement, so no reader keeps a shred waiting while a large store is written.
Result<> write_keys(store::KeyDatabase& database, SnapshotWriter& out) {
  store::Params after{Bytes(), 0, Bytes(), 0, kPage};
  for (;;) {
    TROTH_TRY(auto rows, database.query(sql::kKeysAfter, after));
    if (rows.empty()) return {};
    for (auto const& row : rows) TROTH_TRY(out.add(RecordType::key, row));
    for (std::size_t i = 0; i < 4; ++i) after[i] = rows.back()[i];
  }
}

Result<> write_fences(store::KeyDatabase& database, SnapshotWriter& out) {
  store::Params after{0, kPage};
  for (;;) {
    TROTH_TRY(auto rows, database.query(sql::kFencesAfter, after));
    if (rows.empty()) return {};
    for (auto const& row : rows) TROTH_TRY(out.add(RecordType::fence, row));
    after[0] = rows.back()[0];
  }
}

Result<> replace(std::filesystem::path const& from, std::filesystem::path const& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return io_error("rename");
  auto const parent = to.has_parent_path() ? to.parent_path() : std::filesystem::path(".");
  Fd folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return io_error("open");
  return sync(folder.get());
}

}  // namespace

Result<> write_snapshot(store::KeyDatabase& database, Seal& seal, LiveKeys const& live, std::uint64_t epoch,
                        std::filesystem::path const& path) {
  auto const temporary = std::filesystem::path(path).concat(".tmp");
  TROTH_TRY(auto out, SnapshotWriter::create(temporary, live.cell_kek()));
  TROTH_TRY(write_head(database, epoch, out));
  TROTH_TRY(write_epochs(database, out));
  TROTH_TRY(write_keys(database, out));
  TROTH_TRY(write_fences(database, out));
  TROTH_TRY(out.finish());
  TROTH_TRY(check_snapshot(temporary, seal, live.cell(), epoch));
  return replace(temporary, path);
}

}  // namespace troth::keys
