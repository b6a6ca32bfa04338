// Whatever parse_json accepts has one canonical text, which it accepts again and which is UTF-8.
#include "base/bytes.h"
#include "base/check.h"
#include "http/json.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto const value = http::parse_json(as_text({data, size}));
  if (!value) return 0;
  std::string const text = value->dump();
  TROTH_CHECK(is_utf8(text));
  auto const again = http::parse_json(text);
  TROTH_CHECK(again.has_value() && again->dump() == text);
  return 0;
}
