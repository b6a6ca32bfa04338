// Note::parse and VerifierKey::parse over arbitrary text: each has one spelling, the one it is written back in.
#include "base/check.h"
#include "merkle/note.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto const text = as_text(ByteView(data, size));
  if (auto key = merkle::VerifierKey::parse(text.substr(0, text.find('\n')))) {
    TROTH_CHECK(key->text() == text.substr(0, text.find('\n')));
    TROTH_CHECK(!key->verify(text, ByteView(data, size)));
  }
  auto const note = merkle::Note::parse(text);
  if (!note) return 0;
  TROTH_CHECK(note->encode() == text);
  TROTH_CHECK(note->text.ends_with('\n') && !note->signatures.empty());
  return 0;
}
