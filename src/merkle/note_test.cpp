#include "merkle/note.h"

#include <gtest/gtest.h>

#include "merkle/log_fixture.h"

namespace troth::merkle {
namespace {

using namespace std::string_literals;

struct Vector {
  std::string vkey, text, signature;
};
// C2SP signed-note, the specification's example.
Vector const kSpec = {"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                      "This is an example message.\n",
                      "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="};
// The Go checksum database, live.
Vector const kSum = {"sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
                     "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n",
                     "Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ="};
// Sunlight, cmd/skylight/testdata: a witness's cosignature.
Vector const kWitness = {
    "witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN",
    "rome2026h1.example.org\n300\nlCkHUpkmVBEms2r2T1K6Og69+wUuuN3MIEW1/ezu2v0=\n",
    "uKLPIAAAAABpVGeAhm2bOvKc3LaB9PFN1ruG19Y5yqslmcAAbhftnn1Zznmo0LXFZq4LGvqKqLX8jWlwLKasxEGTLIqAVusn"
    "eCBmBw=="};

VerifierKey key_of(Vector const& v) { return VerifierKey::parse(v.vkey).value(); }
std::string note_of(Vector const& v) {
  return v.text + "\n\xe2\x80\x94 " + key_of(v).name() + " " + v.signature + "\n";
}

Result<std::vector<Signed>> signers_of(std::string_view note, std::vector<VerifierKey> const& keys) {
  TROTH_TRY(auto parsed, Note::parse(note));
  return signers(parsed, keys);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Note, VerifiesThePublishedNotes) {
  for (auto const& v : {kSpec, kSum}) {
    auto found = signers_of(note_of(v), {key_of(v)});
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ(found->front().seconds, 0u);
    EXPECT_EQ(Note::parse(note_of(v))->encode(), note_of(v));
  }
}

TEST(Note, VerifiesAPublishedCosignatureAndTellsItsTime) {
  auto found = signers_of(note_of(kWitness), {key_of(kWitness)});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->front().seconds, 1767139200u);
  auto earlier = Note::parse(note_of(kWitness)).value();
  earlier.signatures[0].blob[7] ^= 1;  // the time is signed
  EXPECT_EQ(signers(earlier, std::vector{key_of(kWitness)}).error().code, Code::corrupt);
}

// golang.org/x/mod, sumdb/note, example_test.go: the private key is PRIVATE+KEY+PeterNeumann+c74f20a3+base64(01 |
// seed).
TEST(Note, SignsAsTheGoPackageDoes) {
  auto bytes = from_base64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").value();
  SignerKey signer("PeterNeumann", KeyType::ed25519, Secret::copy_of(ByteView(bytes).subspan(1)));
  EXPECT_EQ(signer.verifier().id(), 0xc74f20a3u);
  auto text =
      "If you think cryptography is the answer to your problem,\n"
      "then you don't know what your problem is.\n"s;
  EXPECT_EQ((Note{text, {signer.sign(text)}}.encode()),
            text +
                "\n\xe2\x80\x94 PeterNeumann "
                "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
}

TEST(Note, KeysRoundTripThroughTheirText) {
  for (auto const& v : {kSpec, kSum, kWitness}) EXPECT_EQ(key_of(v).text(), v.vkey);
  EXPECT_EQ(key_of(kSpec).type(), KeyType::ed25519);
  EXPECT_EQ(key_of(kWitness).type(), KeyType::cosignature);
}

TEST(Note, RefusesMangledKeys) {
  auto const good = kSpec.vkey;
  for (auto const& bad : {
           ""s,
           "example.com/foo"s,
           "example.com/foo+530d903a"s,
           good.substr(0, good.size() - 1),
           good + "=",
           good + "A",
           "+" + good,
           replaced(good, "example", "exampl"),
           replaced(good, "foo", "f o"),
           replaced(good, "foo", "f\xc2\xa0o"),
           replaced(good, "foo", "f\xe3\x80\x80o"),
           replaced(good, "foo", "f\no"),
           replaced(good, "foo", "f\xffo"),
           replaced(good, "530d903a", "530d903b"),
           replaced(good, "530d903a", "530D903A"),
           replaced(good, "530d903a", "0530d903a"),
           replaced(good, "530d903a", "530d903"),
           replaced(good, "+Ae", "+Be"),
           replaced(good, "+Ae", "+Ag"),
           replaced(good, "+Aeky", "+"),
       })
    EXPECT_FALSE(VerifierKey::parse(bad)) << bad;
}

TEST(Note, RefusesAKnownKeyWhoseSignatureFails) {
  auto note = replaced(note_of(kSpec), "an example", "no example");
  auto verdict = signers_of(note, {key_of(kSpec)});
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Code::corrupt);
  EXPECT_EQ(verdict.error().at, "example.com/foo");
  // a good signature beside the bad one does not save the note
  auto mixed = Note::parse(note_of(kSpec)).value();
  mixed.signatures.push_back(mixed.signatures[0]);
  mixed.signatures[1].blob[0] ^= 1;
  EXPECT_EQ(signers(mixed, std::vector{key_of(kSpec)}).error().code, Code::corrupt);
}

TEST(Note, SkipsKeysThatAreNotKnownByNameAndIdBoth) {
  auto note = Note::parse(note_of(kSpec)).value();
  auto other_name = note.signatures[0], other_id = note.signatures[0];
  other_name.name = "example.com/bar";
  other_id.id ^= 1;
  note.signatures = {other_name, other_id};
  EXPECT_TRUE(signers(note, std::vector{key_of(kSpec)})->empty());
  note.signatures.push_back(Note::parse(note_of(kSpec))->signatures[0]);
  EXPECT_EQ(signers(note, std::vector{key_of(kSum), key_of(kSpec)})->at(0).key, 1u);
}

TEST(Note, AKeyOfOneTypeDoesNotSpeakForTheOther) {
  auto log = fixture::signer("example.com/log", KeyType::ed25519, 1);
  auto witness = fixture::signer("example.com/log", KeyType::cosignature, 1);
  EXPECT_NE(log.verifier().id(), witness.verifier().id());
  auto text = "example.com/log\n0\n"s;
  auto plain = log.sign(text).blob, timed = witness.sign(text, 7).blob;
  EXPECT_FALSE(witness.verifier().verify(text, plain));
  EXPECT_FALSE(log.verifier().verify(text, timed));
  EXPECT_FALSE(log.verifier().verify(text, ByteView(timed).subspan(8)));
  EXPECT_EQ(*witness.verifier().verify(text, timed), 7u);
}

TEST(Note, TextMayHoldEmptyLines) {
  auto signer = fixture::signer("example.com/key", KeyType::ed25519, 3);
  for (auto const& text : {"a\n\nb\n"s, "\n"s, "a\n\n\n"s, "\xe2\x80\x94 a b\n\n\xe2\x80\x94 c d\n"s}) {
    auto note = fixture::signed_note(text, {{signer}});
    auto parsed = Note::parse(note.encode());
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->text, text);
    EXPECT_TRUE(signers(*parsed, std::vector{signer.verifier()}));
  }
}

TEST(Note, RefusesWhatIsNoNote) {
  auto const good = note_of(kSpec);
  auto const line = good.substr(good.find("\n\n") + 2);
  for (auto const& bad : {
           ""s,
           "text\n"s,
           "text\n\n"s,
           good.substr(0, good.size() - 1),
           good + "\n",
           good + "x\n",
           replaced(good, "\n\n", "\n"),
           replaced(good, "\xe2\x80\x94", "-"),
           replaced(good, "\xe2\x80\x94 ", "\xe2\x80\x94"),
           replaced(good, "foo Uw", "foo  Uw"),
           replaced(good, "foo Uw", "fooUw"),
           replaced(good, "foo Uw", "f+o Uw"),
           replaced(good, "foo Uw", "f\xe2\x80\x83o Uw"),
           replaced(good, " example.com/foo", " "),
           replaced(good, "QM=", "QM"),
           replaced(good, "QM=", "QN="),
           replaced(good, "This", "Th\tis"),
           replaced(good, "This", "Th\ris"),
           replaced(good, "This", "Th\0is"s),
           replaced(good, "This", "Th\xffis"),
           "text\n\n\xe2\x80\x94 example.com/foo Uw2QOg==\n"s,  // an id without a signature
       })
    EXPECT_EQ(Note::parse(bad).error().code, Code::invalid) << bad;
  EXPECT_EQ(Note::parse(good + "x\n").error().at, "signature line 2");
}

TEST(Note, HasLimits) {
  auto const good = note_of(kSpec);
  auto const line = good.substr(good.find("\n\n") + 2);
  auto many = kSpec.text + "\n";
  for (int i = 0; i < 64; ++i) many += line;
  EXPECT_EQ(Note::parse(many)->signatures.size(), 64u);
  EXPECT_FALSE(Note::parse(many + line));
  EXPECT_FALSE(Note::parse(std::string(1'000'000, 'a') + "\n\n" + line));
  EXPECT_TRUE(Note::parse(std::string(900'000, 'a') + "\n\n" + line));
}

TEST(Note, ACosignaturesTimeEndsBelowTwoToThe63) {
  auto witness = fixture::signer("example.com/w", KeyType::cosignature, 4);
  auto last = witness.sign("t\n", INT64_MAX);
  EXPECT_EQ(*witness.verifier().verify("t\n", last.blob), std::uint64_t{INT64_MAX});
  last.blob[0] = 0x80;
  EXPECT_EQ(witness.verifier().verify("t\n", last.blob).error().message, "a cosignature's time is below 2^63");
}

}  // namespace
}  // namespace troth::merkle
