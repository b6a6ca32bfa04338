// What people type: kinds are told without a fault, and masked text holds no card number that was there before.
#include "base/check.h"
#include "vault/card_numbers.h"
#include "vault/value_kinds.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto const text = as_text(ByteView(data, size));
  auto const kinds = vault::kinds_in(text);
  auto const cards = vault::card_numbers(text);
  TROTH_CHECK(((kinds & vault::bit(vault::ValueKind::card)) != 0) == !cards.empty());
  std::size_t last = 0;
  for (auto const [begin, end] : cards) {
    TROTH_CHECK(last <= begin && begin + 13 <= end && end <= text.size());
    last = end;
  }
  TROTH_CHECK(vault::mask_card_numbers(std::string(text)).size() == text.size());
  return 0;
}
