// Receipt::parse and verify over arbitrary bytes: reading what was written gives the same receipt, and no input
// verifies without a policy.
#include "base/check.h"
#include "merkle/receipt.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto receipt = merkle::Receipt::parse(as_text(ByteView(data, size)));
  if (!receipt) return 0;
  auto text = receipt->encode();
  auto again = merkle::Receipt::parse(text);
  TROTH_CHECK(again && again->encode() == text);
  auto verdict = merkle::verify(*receipt, nullptr);
  TROTH_CHECK(verdict.outcome != merkle::Outcome::verified && !verdict.checks.empty());
  for (auto const& check : verdict.checks) TROTH_CHECK(!check.says.empty());
  bool held = verdict.checks.back().held;
  TROTH_CHECK(held == (verdict.outcome == merkle::Outcome::not_pinned));
  return 0;
}
