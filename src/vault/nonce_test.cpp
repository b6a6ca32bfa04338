// A nonce that comes twice under one key gives both plaintexts away and the means to forge (NIST SP 800-38D, section
// 8).
#include <algorithm>
#include <array>

#include "access/grant.h"
#include "vault/keys_fixture.h"
#include "vault/record_cipher.h"

namespace troth::vault {
namespace {

constexpr std::size_t kEnvelopes = 1'000'000, kNonce = 12;
using Nonce = std::array<std::uint8_t, kNonce>;

Nonce nonce_of(Bytes const& envelope) {
  Nonce out;
  std::copy_n(envelope.begin() + RecordCipher::kHeader, kNonce, out.begin());
  return out;
}

TEST(Nonces, NoneComesTwiceInAMillionEnvelopesOfOneKey) {
  ChosenKeys keys;
  SystemRandom random;
  auto const key = keys.subject_of(Bytes(64, 7), 1);
  RecordPlace const place{TenantId::make_random(random), SubjectId::make_random(random),
                          *CollectionName::parse("contact"), RecordId::make_random(random)};
  auto const grant = access::authorise_job(place.tenant, act::Operation::recording, {}, Time{});
  std::vector<Nonce> seen;
  seen.reserve(kEnvelopes);
  while (seen.size() < kEnvelopes)
    seen.push_back(nonce_of(RecordCipher::seal(*grant, keys.cell(), key, place, Bytes{1}, random).value()));
  std::ranges::sort(seen);
  EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
  for (std::size_t at = 0; at < kNonce; ++at) {  // and it is random in each place: no counter, no clock, no fixed part
    std::array<std::size_t, 256> counts{};
    for (auto const& nonce : seen) ++counts[nonce[at]];
    EXPECT_GT(*std::ranges::min_element(counts), kEnvelopes / 256 / 2) << at;
    EXPECT_LT(*std::ranges::max_element(counts), kEnvelopes / 256 * 2) << at;
  }
}

}  // namespace
}  // namespace troth::vault
