#include "keys/internal/snapshot_file.h"

#include <fcntl.h>

#include "base/tlv.h"

namespace troth::keys {
namespace {

constexpr std::string_view kMagic = "troth-keys/1\n";
constexpr std::size_t kMaxRecord = 64 << 10, kBuffer = 64 << 10, kMac = 32;

Error broken() { return fail(Code::corrupt, "the key snapshot is damaged"); }

Bytes encode(RecordType type, store::Row const& columns) {
  Tlv tlv;
  tlv.put(1, Bytes{static_cast<std::uint8_t>(type)});
  std::uint8_t tag = 2;
  for (auto const& column : columns) {
    if (auto const* number = std::get_if<std::int64_t>(&column.variant()))
      tlv.put_u64(tag, static_cast<std::uint64_t>(*number));
    else if (auto const* text = std::get_if<std::string>(&column.variant()))
      tlv.put(tag, *text);
    else if (auto const* bytes = std::get_if<Bytes>(&column.variant()))
      tlv.put(tag, *bytes);
    ++tag;
  }
  return to_bytes(tlv.view());
}

}  // namespace

RecordChain::RecordChain(ByteView cell_kek)
    : key_(Secret::copy_of(crypto::hmac_sha256(cell_kek, as_bytes("troth/snapshot/v1")))) {}

void RecordChain::add(ByteView record) {
  ByteView const before = begun_ ? ByteView(mac_) : as_bytes(kMagic);
  mac_ = crypto::hmac_sha256(key_.view(), {before, record});
  begun_ = true;
}

Result<SnapshotWriter> SnapshotWriter::create(std::filesystem::path const& path, ByteView cell_kek) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return io_error("unlink");
  Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return io_error("create");
  TROTH_TRY(write_all(file.get(), as_bytes(kMagic)));
  return SnapshotWriter(std::move(file), cell_kek);
}

Result<> SnapshotWriter::add(RecordType type, store::Row const& columns) {
  Bytes const record = encode(type, columns);
  TROTH_CHECK(record.size() <= kMaxRecord);
  chain_.add(record);
  if (type != RecordType::head && type != RecordType::end) ++rows_;
  append_be(buffer_, static_cast<std::uint32_t>(record.size()));
  append(buffer_, record);
  if (buffer_.size() < kBuffer) return {};
  TROTH_TRY(write_all(file_.get(), buffer_));
  buffer_.clear();
  return {};
}

Result<> SnapshotWriter::finish() {
  TROTH_TRY(add(RecordType::end, {static_cast<std::int64_t>(rows_)}));
  append(buffer_, chain_.mac());
  TROTH_TRY(write_all(file_.get(), buffer_));
  return sync(file_.get());
}

Result<Record> Record::parse(Bytes bytes) {
  Record out;
  out.bytes_ = std::move(bytes);
  std::size_t at = 0;
  int last = 0;
  while (at < out.bytes_.size()) {
    ByteView const rest = ByteView(out.bytes_).subspan(at);
    if (rest.size() < 5 || rest[0] <= last) return broken();
    std::size_t const size = read_be<std::uint32_t>(rest.subspan(1, 4));
    if (rest.size() - 5 < size) return broken();
    last = rest[0];
    out.items_[rest[0]] = {at + 5, size};
    at += 5 + size;
  }
  TROTH_TRY(ByteView type, out.bytes(-1, 1));
  out.type_ = static_cast<RecordType>(type[0]);
  return out;
}

Result<ByteView> Record::bytes(int column, std::size_t size) const {
  auto found = items_.find(static_cast<std::uint8_t>(column + 2));
  if (found == items_.end() || (size != 0 && found->second.second != size)) return broken();
  return ByteView(bytes_).subspan(found->second.first, found->second.second);
}

Result<std::uint64_t> Record::number(int column) const {
  TROTH_TRY(ByteView value, bytes(column, 8));
  return read_be<std::uint64_t>(value);
}

Result<SnapshotReader> SnapshotReader::open(std::filesystem::path const& path) {
  SnapshotReader reader(std::ifstream(path, std::ios::binary));
  if (!reader.file_) return fail(Code::not_found, "there is no key snapshot", {}, path.string());
  TROTH_TRY(Bytes magic, reader.take(kMagic.size()));
  if (as_text(magic) != kMagic) return broken();
  return reader;
}

Result<Bytes> SnapshotReader::take(std::size_t size) {
  Bytes out(size);
  file_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(size));
  if (file_.gcount() != static_cast<std::streamsize>(size)) return broken();
  return out;
}

Result<Record> SnapshotReader::next() {
  TROTH_TRY(Bytes length, take(4));
  std::size_t const size = read_be<std::uint32_t>(length);
  if (size > kMaxRecord) return broken();
  TROTH_TRY(Bytes bytes, take(size));
  return Record::parse(std::move(bytes));
}

Result<Bytes> SnapshotReader::mac() {
  TROTH_TRY(Bytes mac, take(kMac));
  if (file_.peek() != std::ifstream::traits_type::eof()) return broken();
  return mac;
}

}  // namespace troth::keys
