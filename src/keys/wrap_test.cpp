#include "keys/internal/wrap.h"

#include <algorithm>

#include "crypto/key_wrap.h"
#include "keys/internal/seal_wrap.h"
#include "keys/internal/testing.h"

namespace troth::keys {
namespace {

using testing::kTestCell;
using testing::must;

Bytes unhex(std::string_view text) { return *from_hex(text); }
template <class SomeId>
SomeId id(std::string_view text) {
  return *SomeId::from(unhex(text));
}
KeyId key_name(std::string_view text) {
  KeyId out;
  std::ranges::copy(unhex(text), out.begin());
  return out;
}

// From tests/vectors/wraps.json, whose other reader is written in another language with another library.
struct Vector {
  Kind kind;
  std::string_view holder, wrapper, kek, key, inner;
};
Vector const kSubject{Kind::subject,
                      "bef54fa816dbc3fed1db1c7ab39a8967",
                      "e4cf5de96a71cd41791d06a99b5e49d3",
                      "027a958b76d84ab045e2fdc1162ec6727834b00c7cec0858de4c6387a6ef02fefcdff8a9e50ca54da9e42146e652c2ab"
                      "7a268339490df10b9b8309e709445374",
                      "447b2660c1c4291e0c985fc6fb4ee0ffc3780f908c7c7676af85ddc94f897aa5e9b393677eeb398d44ff202937be191f"
                      "58578ab30b51a847fed70cf9806b6475",
                      "0105e4cf5de96a71cd41791d06a99b5e49d39ca6f2cfa1cff7daa2b42d85c4580521fdc54b28fbb4901b983db881371c"
                      "fbc7b44ba475f3b51e384eee68b97f96728cb8a905cc4ceecc72217141143c5ae3dbf4998daa41dbe9bcb5d700fec48e"
                      "abf8"};
Vector const kTenant{Kind::tenant,
                     "00000000000000000000000000000000",
                     "1428edfb7e7f5c85c46bc3d9dffa9333",
                     "b80eac99944de167fa81f20ae461d27e27cf06d8608625ee9df2857fe7acafabf21d1e926179b9e57a9793bea52280ae"
                     "b58492a8fc87dd90818267771787ba83",
                     "5dc92ec608e97bf2b65bf787bc2890c212968407050a4125f2f071fc5cd54eea57c1e504028c122dd997fef55bdd6d43"
                     "2a831d71b4abc0fbea81a48723e3b24a",
                     "01021428edfb7e7f5c85c46bc3d9dffa9333a1aa56e5a34a63fcbe156f07a6ce3ac454b9596e7d3b8be891ab019e3b4e"
                     "504552885ce60336ea556ae40ab74de72f0e74e14dd310889c38593523d97a197d44a2aca46ffed36c8576bf51da155b"
                     "4cdf"};
constexpr std::uint64_t kEpoch = 20519;
std::string_view const kEpochKey =
    "72f30260e015c116f5b288874f60f282976b7e6db12455e7678beba2456ed36ce5091eb39b24b640d6638ffa5458506d"
    "1dc881a992723e8e5614962e733efadf";
std::string_view const kOuter =
    "01850000000000005027bd57c6182bd694cf2092f953947156166f501dd33e74dabb1f3543ef96abfc51ceba6664b036"
    "71b9b1ad187ce8c11a985220de16797ca8b9fb908f59f57f6fec4202300f021ce4eceeae8498bd7ef5562732b260953a"
    "09814fea3497a6d713f31c2a79d72a9139ac79ab56e6ca504b3776b4";
std::string_view const kObjectKey =
    "e48350a2456801fb04a71fd441c7158dc668a6b8ec4c4fb85410867b1fb85e96738d9dd74b456672e9fd052b84f09f81"
    "36a36308fc218686e60c532e2d0442da";
std::string_view const kWrappedEpochKey =
    "017f0000000000005027a8f4ead42e04cf7b91442cc4de79e819b7126d8efd6d8254ce44494ea00250e947bedae7b7e0"
    "09a8bfda5fdbdb0d155c3db96e04b09215a61d6134fad0d227b692fd37f054ee0bb326290172bfcfd81e";
std::string_view const kRootKey =
    "216bd43a7ec04c40750dc474ada48122d0485c77af61a3ce69df803077ac9f98c32c06401e2fac9050b790fac832fe53"
    "5482dc2ae5a21c67986f1ae2f38d3432";
std::string_view const kCellKey =
    "03dbe3fa0fe4a22e4a48f2f2418140cf26016b0d3b8bf950b1822430d0f9e400c356cc00fe5727a04991d36f80897b7f"
    "128385047671f5f149e2b15b2d7ca3cc";
std::string_view const kWrappedCellKey =
    "0101000000000000000000000000000000007ea00bc8d9f73276d8cca7e7200b8cc7ddfcffe75a66689025a099bad653"
    "8eb63f447d29f5b47c506fb2357e91395c98b5dfb4d1d0af317856011dedea2097faae5ff45216cc98a9469068784f94"
    "faf9";

Place place(Vector const& v) {
  return {kTestCell,
          {id<TenantId>("9ea0bbf132f43ee8dbf9a68916d5f951"), v.kind, id<SubjectId>(v.holder), 5},
          key_name(v.wrapper)};
}

/// A seal whose keys are given, to hold the vectors against.
class KnownSeal final : public Seal {
 public:
  std::string_view kind() const override { return "known"; }
  Result<Bytes> wrap_root(ByteView aad, Secret const& key) override {
    return crypto::siv_seal(unhex(kRootKey), aad, key.view());
  }
  Result<Secret> unwrap_root(ByteView aad, ByteView wrapped) override {
    return crypto::siv_open(unhex(kRootKey), aad, wrapped);
  }
  Result<> create_epoch(std::uint64_t) override { return {}; }
  Result<Bytes> wrap(std::uint64_t, ByteView aad, Secret const& key) override {
    return crypto::siv_seal(unhex(kObjectKey), aad, key.view());
  }
  Result<Secret> unwrap(std::uint64_t, ByteView aad, ByteView wrapped) override {
    return crypto::siv_open(unhex(kObjectKey), aad, wrapped);
  }
  Result<> destroy_epoch(std::uint64_t) override { return {}; }
  Result<std::vector<std::uint64_t>> epochs() override { return std::vector<std::uint64_t>{}; }
  Result<> create_log_key(std::uint64_t) override { return {}; }
  Result<Secret> log_key(std::uint64_t, std::string_view) override { return Secret::copy_of(unhex(kObjectKey)); }
};

TEST(Wrap, InnerWrapsAreThoseOfTheVectors) {
  for (Vector const& v : {kSubject, kTenant}) {
    EXPECT_EQ(hex(wrap_inner(place(v), unhex(v.kek), unhex(v.key))), v.inner);
    EXPECT_EQ(hex(must(unwrap_inner(place(v), unhex(v.kek), unhex(v.inner))).view()), v.key);
  }
}

TEST(Wrap, OuterWrapIsThatOfTheVector) {
  EXPECT_EQ(hex(wrap_outer(place(kSubject), kEpoch, unhex(kEpochKey), unhex(kSubject.inner))), kOuter);
  EXPECT_EQ(hex(must(unwrap_outer(place(kSubject), kEpoch, unhex(kEpochKey), unhex(kOuter))).view()), kSubject.inner);
}

TEST(Wrap, WhatTheSealWrapsIsThatOfTheVectors) {
  KnownSeal seal;
  EXPECT_EQ(hex(must(seal_epoch_key(seal, kTestCell, kEpoch, Secret::copy_of(unhex(kEpochKey))))), kWrappedEpochKey);
  EXPECT_EQ(hex(must(open_epoch_key(seal, kTestCell, kEpoch, unhex(kWrappedEpochKey))).view()), kEpochKey);
  EXPECT_EQ(hex(must(seal_cell_kek(seal, kTestCell, Secret::copy_of(unhex(kCellKey))))), kWrappedCellKey);
  EXPECT_EQ(hex(must(open_cell_kek(seal, kTestCell, unhex(kWrappedCellKey))).view()), kCellKey);
  EXPECT_REFUSED(Code::corrupt, open_epoch_key(seal, kTestCell, kEpoch + 1, unhex(kWrappedEpochKey)));
  EXPECT_REFUSED(Code::corrupt, open_cell_kek(seal, {"cell-1.example.com", "us-east"}, unhex(kWrappedCellKey)));
}

TEST(Wrap, ADeterministicKeyIdNamesTheKeyAndNothingElse) {
  Address const address{id<TenantId>("9ea0bbf132f43ee8dbf9a68916d5f951"), Kind::tenant};
  Address other = address;
  other.version = 2;
  EXPECT_EQ(key_id(address), key_id(address));
  EXPECT_NE(key_id(address), key_id(other));
  EXPECT_NE(key_id(address), key_id(kCellKek));
  // SHA-256 of 01 00000001 02 | 04 .. tenant | 05 .. zero | 06 .. 1, first half, computed apart.
  EXPECT_EQ(hex(key_id(address)), "805a81ffc7c7eb115569108ffc6b3ba3");
}

TEST(Wrap, EveryFactThatChangesAloneMakesAWrapCorrupt) {
  Cell const elsewhere{"cell-2.example.com", "eu-central"}, abroad{"cell-1.example.com", "us-east"};
  Place const good = place(kSubject);
  Bytes const kek = unhex(kSubject.kek), epoch_key = unhex(kEpochKey);
  std::vector<Place> swapped(7, good);
  swapped[0].address.kind = Kind::audit;
  swapped[1].address.tenant = id<TenantId>("00112233445566778899aabbccddeeff");
  swapped[2].address.holder = id<SubjectId>("00112233445566778899aabbccddeeff");
  swapped[3].address.version = 6;
  swapped[4].wrapper[0] ^= 1;
  for (Place const& p : {swapped[0], swapped[1], swapped[2], swapped[3], swapped[4],
                         Place{elsewhere, good.address, good.wrapper}, Place{abroad, good.address, good.wrapper}}) {
    EXPECT_REFUSED(Code::corrupt, unwrap_inner(p, kek, unhex(kSubject.inner)));
    EXPECT_REFUSED(Code::corrupt, unwrap_outer(p, kEpoch, epoch_key, unhex(kOuter)));
  }
  EXPECT_REFUSED(Code::corrupt, unwrap_outer(good, kEpoch + 1, epoch_key, unhex(kOuter)));
}

// The header can be edited along with the reader's expectation; the associated data still knows.
TEST(Wrap, AKindChangedInTheBytesTooIsCorrupt) {
  Bytes inner = unhex(kSubject.inner), outer = unhex(kOuter);
  inner[1] = static_cast<std::uint8_t>(Kind::audit);
  outer[1] = 0x80 | static_cast<std::uint8_t>(Kind::audit);
  Place as_audit = place(kSubject);
  as_audit.address.kind = Kind::audit;
  EXPECT_REFUSED(Code::corrupt, unwrap_inner(as_audit, unhex(kSubject.kek), inner));
  EXPECT_REFUSED(Code::corrupt, unwrap_outer(as_audit, kEpoch, unhex(kEpochKey), outer));
  EXPECT_REFUSED(Code::corrupt, unwrap_inner(place(kSubject), unhex(kSubject.kek), unhex(kOuter)));
}

TEST(Wrap, EveryFlippedOrMissingByteIsCorrupt) {
  Bytes const kek = unhex(kSubject.kek), epoch_key = unhex(kEpochKey), inner = unhex(kSubject.inner),
              outer = unhex(kOuter);
  for (std::size_t i = 0; i < inner.size(); ++i) {
    Bytes flipped = inner;
    flipped[i] ^= 0x10;
    EXPECT_REFUSED(Code::corrupt, unwrap_inner(place(kSubject), kek, flipped)) << i;
    EXPECT_REFUSED(Code::corrupt, unwrap_inner(place(kSubject), kek, ByteView(inner).first(i))) << i;
  }
  for (std::size_t i = 0; i < outer.size(); ++i) {
    Bytes flipped = outer;
    flipped[i] ^= 0x10;
    EXPECT_REFUSED(Code::corrupt, unwrap_outer(place(kSubject), kEpoch, epoch_key, flipped)) << i;
    EXPECT_REFUSED(Code::corrupt, unwrap_outer(place(kSubject), kEpoch, epoch_key, ByteView(outer).first(i))) << i;
  }
}

TEST(Wrap, AResealedKeyOpensUnderTheNewEpochOnlyAndIsTheSameKey) {
  SystemRandom random;
  auto const kek = random.bytes<64>(), first = random.bytes<64>(), second = random.bytes<64>(),
             key = random.bytes<64>();
  Address const address{TenantId::make_random(random), Kind::subject, SubjectId::make_random(random), 3};
  auto const old = seal_key(kTestCell, address, kek, 1, first, key);
  auto const redone = must(reseal_key(kTestCell, old, first, 2, second));
  EXPECT_EQ(redone.epoch, 2u);
  EXPECT_EQ(hex(must(open_key(kTestCell, redone, kek, second)).view()), hex(key));
  EXPECT_REFUSED(Code::corrupt, open_key(kTestCell, redone, kek, first));
  EXPECT_REFUSED(Code::corrupt, reseal_key(kTestCell, old, second, 3, first));
}

}  // namespace
}  // namespace troth::keys
