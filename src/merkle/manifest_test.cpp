#include "merkle/manifest.h"

#include <gtest/gtest.h>

namespace troth::merkle {
namespace {

SignerKey key(std::uint8_t first, std::string name = "build.example.com/manifest") {
  Bytes seed(32, 7);
  seed[0] = first;
  return SignerKey(std::move(name), KeyType::ed25519, Secret::copy_of(seed));
}

Manifest some() {
  Manifest out;
  out.key = key(1).verifier().text();
  out.commit = std::string(40, 'a');
  out.build.fill(0x11);
  out.mutant_build.fill(0x22);
  out.pairs = {{"TE-1.2", "ack-before-commit"}, {"TE-1.2", "event-dropped", true}, {"LB-T3", "log-unsigned"}};
  return out;
}

TEST(Manifest, IsReadBackAsItWasWritten) {
  auto const text = some().encode();
  auto const read = Manifest::parse(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->encode(), text);
  EXPECT_EQ(read->pairs, some().pairs);
}

std::string with(std::string_view what, std::string_view instead) {
  auto text = some().encode();
  auto const at = text.find(what);
  EXPECT_NE(at, text.npos) << what;
  return text.replace(at, what.size(), instead);
}

TEST(Manifest, HasOneSpelling) {
  for (auto const& text :
       {std::string(), some().encode() + "\n", some().encode() + "more\n", with("manifest/v1", "manifest/v2"),
        with("manifest/v1", "manifest/v1 "), with("commit a", "commit A"), with("commit a", "commit "),
        with("build 11", "build 1"), with("mutant-build 2", "mutant-build g"), with("key ", "key x"),
        with("pass fail", "pass pass"), with("pass fail", "fail fail"), with("pass fail\n", "pass fail"),
        with("TE-1.2 ack", "TE-1.2  ack"), with("event-dropped", "ack-before-commit"), with("commit ", "build ")}) {
    auto const read = Manifest::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, Code::invalid);
  }
}

TEST(Manifest, OfAKeyThatNobodyVouchesForIsASelfSignedBuild) {
  auto const note = sign_manifest(some(), key(1));
  auto const read = read_manifest(note);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->signed_by, "self-signed build");
  std::vector<VerifierKey> const other{key(9, "vendor.example.com/manifest").verifier()};
  EXPECT_EQ(read_manifest(note, other)->signed_by, "self-signed build");
}

TEST(Manifest, OfATrustedKeyNamesIt) {
  std::vector<VerifierKey> const trusted{key(1).verifier()};
  EXPECT_EQ(read_manifest(sign_manifest(some(), key(1)), trusted)->signed_by, "build.example.com/manifest");
}

TEST(Manifest, IsRefusedWhenAByteOfItsTextWasChanged) {
  auto note = sign_manifest(some(), key(1));
  note.replace(note.find("log-unsigned"), 3, "lag");
  auto const read = read_manifest(note);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::corrupt);
}

TEST(Manifest, IsRefusedWhenAnotherKeySignedThanItNames) {
  auto text = some();
  Note note{text.encode(), {}};
  note.signatures.push_back(key(9, "else.example.com/manifest").sign(note.text));
  auto const read = read_manifest(note.encode());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::invalid);
}

}  // namespace
}  // namespace troth::merkle
