#pragma once
// clang-format off
// The key snapshot, integers big-endian:
//   file   = magic | record head | *record row | record end | mac 32
//   magic  = "troth-keys/1" LF
//   record = length u32 | TLV
//   head   = TLV{1: "h", 2: cell, 3: region, 4: wrap of the cell KEK, 5: created u64, 6: epoch u64}
//   row    = TLV{1: "e" | "k" | "f", 2...: columns of epoch, key_row or fence in order; BIGINT as u64, NULL left out}
//   end    = TLV{1: "z", 2: number of rows u64}
// Epoch rows come first, then key rows by primary key (so a tenant's KEK before its subjects), then fences. The mac is a
// chain, so that a file of any size is written and checked in one pass:
//   key    = HMAC-SHA256(cell KEK, "troth/snapshot/v1")
//   mac_0  = HMAC(key, magic | head)      mac_n = HMAC(key, mac_{n-1} | record_n)
// and the file ends with that of the end record. A head opens under the seal alone, so file and seal are enough.
// clang-format on
#include <filesystem>
#include <fstream>
#include <map>

#include "crypto/hash.h"
#include "keys/internal/fd.h"
#include "store/sql.h"

namespace troth::keys {

enum class RecordType : char { head = 'h', epoch = 'e', key = 'k', fence = 'f', end = 'z' };

/// The chain of macs over records.
class RecordChain {
 public:
  explicit RecordChain(ByteView cell_kek);
  void add(ByteView record);
  crypto::Digest const& mac() const { return mac_; }

 private:
  Secret key_;
  crypto::Digest mac_{};
  bool begun_ = false;
};

class SnapshotWriter {
 public:
  /// A new file of mode 0600; what stood at `path` is replaced.
  static Result<SnapshotWriter> create(std::filesystem::path const& path, ByteView cell_kek);
  Result<> add(RecordType type, store::Row const& columns);
  /// The end record and the mac; the file is durable when it returns ok.
  Result<> finish();

 private:
  SnapshotWriter(Fd file, ByteView cell_kek) : file_(std::move(file)), chain_(cell_kek) {}
  Fd file_;
  RecordChain chain_;
  Bytes buffer_;
  std::uint64_t rows_ = 0;
};

/// One record, parsed. Columns are counted from 0.
class Record {
 public:
  static Result<Record> parse(Bytes bytes);
  RecordType type() const { return type_; }
  bool has(int column) const { return items_.contains(static_cast<std::uint8_t>(column + 2)); }
  ByteView raw() const { return bytes_; }
  Result<ByteView> bytes(int column,
                         std::size_t size = 0) const;  ///< corrupt if absent, or of another size than a given one
  Result<std::uint64_t> number(int column) const;

 private:
  Bytes bytes_;
  RecordType type_ = RecordType::end;
  std::map<std::uint8_t, std::pair<std::size_t, std::size_t>> items_;  ///< tag -> offset and size in bytes_
};

class SnapshotReader {
 public:
  /// not_found if there is no such file.
  static Result<SnapshotReader> open(std::filesystem::path const& path);
  Result<Record> next();
  /// The 32 bytes after the end record, and nothing after them.
  Result<Bytes> mac();

 private:
  explicit SnapshotReader(std::ifstream file) : file_(std::move(file)) {}
  Result<Bytes> take(std::size_t size);
  std::ifstream file_;
};

}  // namespace troth::keys
