#include "keys/internal/snapshot_file.h"

// A record of the key snapshot: whatever the bytes, it is a record or an error.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto record = troth::keys::Record::parse(troth::Bytes(data, data + size));
  if (record) static_cast<void>(record->type());
  return 0;
}
