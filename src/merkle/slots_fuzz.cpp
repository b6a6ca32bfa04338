// EpochEnd::parse over arbitrary bytes: an entry of the log has one reading, the one that it is written back in.
#include "base/check.h"
#include "merkle/slots.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  ByteView bytes(data, size);
  if (auto end = merkle::EpochEnd::parse(bytes)) {
    TROTH_CHECK(end->encode() == to_bytes(bytes));
    TROTH_CHECK(!end->origin.empty() && end->origin.find('\n') == std::string::npos);
  }
  return 0;
}
