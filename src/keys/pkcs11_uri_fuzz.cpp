#include "base/bytes.h"
#include "keys/pkcs11_uri.h"

// A PKCS #11 URI: whatever the bytes, it names a token, a module and a file, or is refused.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const uri = troth::keys::Pkcs11Uri::parse(troth::as_text(troth::ByteView(data, size)));
  if (uri && (uri->token.empty() || !uri->module.is_absolute() || !uri->pin.is_absolute())) __builtin_trap();
  return 0;
}
