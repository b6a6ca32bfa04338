// parse_form over arbitrary text: what it takes, it takes again from its own canonical text, and no origin in it is
// anything but https.
#include "base/check.h"
#include "vault/forms.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto const name = *vault::FormName::parse("fuzz");
  auto const parsed = vault::parse_form(name, 1, PrincipalId(), as_text(ByteView(data, size)));
  if (!parsed) return 0;
  TROTH_CHECK(!parsed->fields.empty() && !parsed->origins.empty());
  for (auto const& origin : parsed->origins)
    TROTH_CHECK(origin.starts_with("https://") && origin.find_first_of("*/?#@ ", 8) == origin.npos);
  std::string const text = vault::form_text(*parsed);
  auto const again = vault::parse_form(name, 1, PrincipalId(), text);
  TROTH_CHECK(again.has_value() && vault::form_text(*again) == text);
  return 0;
}
