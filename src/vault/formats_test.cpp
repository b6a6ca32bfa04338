// The shared vectors, opened by our own ciphers: what tests/formats writes and reads without our code, and the other
// way round. Whatever must fail there must fail here.
#include <fstream>
#include <iterator>

#include "access/grant.h"
#include "access/token.h"
#include "audit/part_cipher.h"
#include "audit/scribe.h"
#include "merkle/tree.h"
#include "vault/blind_index.h"
#include "vault/keys_fixture.h"
#include "vault/record_cipher.h"

namespace troth::vault {
namespace {

using http::JsonValue;

/// One vector: members by name, hex turned into bytes on demand.
class Vector {
 public:
  explicit Vector(JsonValue::Object const& members) : members_(members) {}
  std::string const& text(std::string_view name) const { return *members_.find(name)->second.text(); }
  Bytes bytes(std::string_view name) const { return from_hex(text(name)).value(); }
  std::int64_t number(std::string_view name) const { return *members_.find(name)->second.integer(); }
  std::uint32_t u32(std::string_view name) const { return static_cast<std::uint32_t>(number(name)); }
  template <class SomeId>
  SomeId id(std::string_view name) const {
    return SomeId::from(bytes(name)).value();
  }
  Vector in(std::string_view name) const { return Vector(*members_.find(name)->second.object()); }
  std::vector<Vector> list(std::string_view name) const {
    std::vector<Vector> out;
    for (auto const& item : *members_.find(name)->second.array()) out.emplace_back(*item.object());
    return out;
  }

 private:
  JsonValue::Object const& members_;
};

class Formats : public ::testing::Test {
 protected:
  /// Cases or spoilt cases of tests/vectors/<name>.json, those of one step.
  std::vector<Vector> load(std::string const& name, std::string_view kind, std::string_view step) {
    std::ifstream file(std::string(TROTH_SOURCE_DIR) + "/tests/vectors/" + name + ".json");
    std::string const text((std::istreambuf_iterator<char>(file)), {});
    auto parsed = http::parse_json(text);
    EXPECT_TRUE(parsed) << name;
    files_.push_back(std::make_unique<JsonValue>(std::move(*parsed)));
    std::vector<Vector> out;
    for (auto const& one : Vector(*files_.back()->object()).list(kind))
      if (one.text("step") == step) out.push_back(one);
    EXPECT_FALSE(out.empty()) << name << " has no " << kind << " for " << step;
    return out;
  }

  std::vector<std::unique_ptr<JsonValue>> files_;
};

/// Opens under a grant that is for exactly the place the vector names, so that the cipher itself must refuse.
Result<Secret> open_envelope(Vector const& in, ByteView envelope) {
  auto const tenant = in.id<TenantId>("tenant");
  RecordPlace const place{tenant,
                          in.id<SubjectId>("subject"),
                          *CollectionName::parse(in.text("collection")),
                          in.id<RecordId>("record"),
                          in.u32("record_version"),
                          in.u32("schema")};
  access::Facts facts;
  facts.subject_id = place.subject;
  facts.collection = place.collection;
  facts.fields = {true, 1, 1};
  auto const grant = access::authorise_job(tenant, act::Operation::consultation, facts, Time{});
  ChosenKeys keys(in.text("region"));
  TROTH_TRY(auto version, RecordCipher::key_version(envelope));
  auto const key = keys.subject_of(in.bytes("subject_key"), version);
  return RecordCipher::open(*grant, keys.cell(), key, place, 1, envelope);
}

TEST_F(Formats, EnvelopesOpen) {
  for (auto const& one : load("envelope", "cases", "open_envelope")) {
    auto const in = one.in("in");
    auto const envelope = one.in("out").bytes("envelope");
    EXPECT_EQ(*RecordCipher::key_version(envelope), in.u32("key_version"));
    auto const opened = open_envelope(in, envelope);
    ASSERT_TRUE(opened) << one.text("name");
    EXPECT_EQ(hex(opened->view()), in.text("plaintext")) << one.text("name");
  }
}

TEST_F(Formats, SpoiltEnvelopesDoNot) {
  for (auto const& one : load("envelope", "must_fail", "open_envelope")) {
    auto const in = one.in("in");
    auto const opened = open_envelope(in, in.bytes("envelope"));
    ASSERT_FALSE(opened) << one.text("name");
    EXPECT_EQ(opened.error().code, Code::corrupt) << one.text("name");
  }
}

TEST_F(Formats, WhatWeSealOpensAtItsPlace) {
  auto const one = load("envelope", "cases", "open_envelope").front();
  auto const in = one.in("in");
  ChosenKeys keys(in.text("region"));
  SystemRandom random;
  auto const tenant = in.id<TenantId>("tenant");
  RecordPlace const place{tenant,
                          in.id<SubjectId>("subject"),
                          *CollectionName::parse(in.text("collection")),
                          in.id<RecordId>("record"),
                          in.u32("record_version"),
                          in.u32("schema")};
  auto const grant = access::authorise_job(tenant, act::Operation::recording, {}, Time{});
  auto const key = keys.subject_of(in.bytes("subject_key"), 7);
  auto const first = RecordCipher::seal(*grant, keys.cell(), key, place, in.bytes("plaintext"), random).value();
  auto const second = RecordCipher::seal(*grant, keys.cell(), key, place, in.bytes("plaintext"), random).value();
  EXPECT_NE(first, second) << "a nonce of its own";
  EXPECT_EQ(hex(ByteView(first).first(8)), "d701010000000007");
  EXPECT_EQ(hex(open_envelope(in, first)->view()), in.text("plaintext"));
  auto const elsewhere = access::authorise_job(TenantId{}, act::Operation::recording, {}, Time{});
  EXPECT_FALSE(RecordCipher::seal(*elsewhere, keys.cell(), key, place, in.bytes("plaintext"), random));
}

audit::PartCipher::Place place_of(Vector const& in, act::Part index) {
  return {in.id<TenantId>("log"), in.id<EventId>("event"), index, Time(std::chrono::hours(in.number("hour")))};
}

TEST_F(Formats, EventPartsOpenAndAreWhatTheLeafCommitsTo) {
  ChosenKeys keys;
  for (auto const& one : load("event", "cases", "open_part")) {
    auto const in = one.in("in"), out = one.in("out");
    auto const leaf = out.bytes("leaf");
    EXPECT_EQ(hex(merkle::leaf_hash(leaf)), out.text("leaf_hash"));
    std::array<act::Hash, 3> commitments;
    auto const parts = in.list("parts"), sealed = out.list("parts");
    for (std::size_t i = 0; i < parts.size(); ++i) {
      auto const index = static_cast<act::Part>(parts[i].number("index"));
      auto const place = place_of(in, index);
      auto const opened =
          parts[i].text("holder") == "subject"
              ? audit::PartCipher::open(keys.subject_of(parts[i].bytes("holder_key"), 1), place,
                                        sealed[i].bytes("sealed"))
              : audit::PartCipher::open(
                    keys.audit_of(crypto::hmac_sha256(parts[i].bytes("holder_key"), as_bytes("troth/audit/v1"))), place,
                    sealed[i].bytes("sealed"));
      ASSERT_TRUE(opened) << one.text("name") << " " << i;
      EXPECT_EQ(hex(opened->nonce), parts[i].text("r"));
      EXPECT_EQ(hex(opened->part), parts[i].text("part"));
      commitments[i] = audit::PartCipher::commitment(index, opened->nonce, opened->part);
    }
    auto const made = audit::make_leaf(static_cast<act::EventType>(in.number("type")),
                                       Time(std::chrono::minutes(in.number("minute"))), commitments);
    EXPECT_EQ(hex(made), hex(leaf)) << "byte for byte";
  }
}

TEST_F(Formats, SpoiltEventPartsDoNot) {
  ChosenKeys keys;
  for (auto const& one : load("event", "must_fail", "open_part")) {
    auto const in = one.in("in");
    auto const opened =
        audit::PartCipher::open(keys.audit_of(in.bytes("secret")),
                                place_of(in, static_cast<act::Part>(in.number("index"))), in.bytes("sealed"));
    ASSERT_FALSE(opened) << one.text("name");
    EXPECT_EQ(opened.error().code, Code::corrupt) << one.text("name");
  }
}

TEST_F(Formats, SpoiltPartsAreNotWhatWasCommittedTo) {
  int compared = 0;
  for (auto const& one : load("event", "must_fail", "verify_commitment")) {
    auto const in = one.in("in");
    auto const computed =
        audit::PartCipher::commitment(static_cast<act::Part>(in.number("index")), in.bytes("nonce"), in.bytes("part"));
    auto const leaf = in.bytes("leaf");
    auto const number = in.number("index");
    bool const well_formed =
        number >= 1 && number <= 3 && in.bytes("nonce").size() == 32 && leaf.size() == act::kLeafSize;
    if (!well_formed) continue;  // a reader does not come to compare
    auto const stands_there = ByteView(leaf).subspan(11 + 32 * static_cast<std::size_t>(number - 1), 32);
    EXPECT_FALSE(std::ranges::equal(computed, stands_there)) << one.text("name");
    ++compared;
  }
  EXPECT_GE(compared, 8);
}

Bytes index_of(Vector const& in) {
  ChosenKeys keys;
  Field field;
  field.name = *FieldName::parse(in.text("field"));
  return BlindIndex::token(keys.index_of(in.bytes("index_key")), *CollectionName::parse(in.text("collection")), field,
                           as_text(in.bytes("value")));
}

TEST_F(Formats, BlindIndexesAreByteForByte) {
  int same = 0;
  for (auto const& one : load("blind-index", "cases", "blind_index")) {
    auto const in = one.in("in");
    bool const ours = in.number("normaliser") == 1;  // the version this build writes
    EXPECT_EQ(hex(index_of(in)) == one.in("out").text("index"), ours) << one.text("name");
    same += ours;
  }
  EXPECT_GE(same, 3);
}

TEST_F(Formats, AnotherFactIsAnotherBlindIndex) {
  for (auto const& one : load("blind-index", "must_fail", "blind_index")) {
    if (one.in("in").number("normaliser") != 1) continue;
    EXPECT_NE(hex(index_of(one.in("in"))), one.text("given")) << one.text("name");
  }
}

Bytes token_mac(Vector const& in) {
  ChosenKeys keys;
  access::Credential const credential{in.id<TenantId>("tenant"), in.id<TokenId>("token_id"),
                                      Secret::copy_of(in.bytes("secret"))};
  access::TokenTerms const terms{in.id<PrincipalId>("principal"),
                                 act::Permissions(static_cast<std::uint64_t>(in.number("permissions"))),
                                 from_micros(in.number("issued")), from_micros(in.number("expiry"))};
  return access::TokenMac::make(keys.access_of(in.bytes("access_key")), credential, terms);
}

TEST_F(Formats, TokensReadAndTheirMacsAreByteForByte) {
  for (auto const& one : load("token", "cases", "parse_token")) {
    auto const in = one.in("in"), out = one.in("out");
    auto const credential = access::Credential::parse(out.text("text"));
    ASSERT_TRUE(credential) << one.text("name");
    EXPECT_EQ(hex(credential->tenant.view()), in.text("tenant"));
    EXPECT_EQ(hex(credential->id.view()), in.text("token_id"));
    EXPECT_EQ(hex(credential->secret.view()), in.text("secret"));
    EXPECT_EQ(as_text(credential->text().view()), out.text("text"));
    EXPECT_EQ(hex(token_mac(in)), out.text("mac"));
  }
}

TEST_F(Formats, WhatIsNoTokenIsRefused) {
  for (auto const& one : load("token", "must_fail", "parse_token"))
    EXPECT_FALSE(access::Credential::parse(one.in("in").text("text"))) << one.text("name");
}

TEST_F(Formats, AnotherTermIsAnotherMac) {
  for (auto const& one : load("token", "must_fail", "token_mac"))
    EXPECT_NE(hex(token_mac(one.in("in"))), one.text("given")) << one.text("name");
}

}  // namespace
}  // namespace troth::vault
