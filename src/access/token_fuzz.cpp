// Credential::parse over arbitrary text: there is one spelling of a token, the one that it is written back in.
#include "access/token.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto const text = as_text(ByteView(data, size));
  auto const parsed = access::Credential::parse(text);
  if (!parsed) return 0;
  TROTH_CHECK(parsed->secret.size() == 32);
  TROTH_CHECK(as_text(parsed->text().view()) == text);
  return 0;
}
