// EvidenceRecord::parse over arbitrary bytes: a record has one reading, the one that it is written back in.
#include "base/check.h"
#include "merkle/evidence.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  std::string_view const text = as_text({data, size});
  if (auto record = merkle::EvidenceRecord::parse(text)) {
    TROTH_CHECK(record->encode() == text);
    TROTH_CHECK(record->started <= record->ended && record->ended <= record->expires);
    TROTH_CHECK(record->verdict != merkle::EvidenceRecord::Verdict::pass || record->samples > 0);
  }
  return 0;
}
