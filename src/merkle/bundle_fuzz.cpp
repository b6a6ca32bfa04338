// Bundle::parse and verify over arbitrary bytes: what is read is written again the same, no input verifies without a
// policy, and what is not proven has no status.
#include "base/check.h"
#include "merkle/bundle.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  auto const text = as_text(ByteView(data, size));
  (void)merkle::TomEntry::parse(text);
  auto bundle = merkle::Bundle::parse(text);
  if (!bundle) return 0;
  TROTH_CHECK(bundle->encode() == text);
  auto const now = parse_rfc3339("2026-11-22T10:00:00Z").value();
  auto const verdict = merkle::verify(*bundle, nullptr, now);
  TROTH_CHECK(verdict.outcome != merkle::Outcome::verified && !verdict.checks.empty());
  for (auto const& check : verdict.checks) TROTH_CHECK(!check.says.empty());
  bool const held = verdict.checks.back().held;
  TROTH_CHECK(held == (verdict.outcome == merkle::Outcome::not_pinned));
  TROTH_CHECK(held != verdict.clauses.empty());
  return 0;
}
