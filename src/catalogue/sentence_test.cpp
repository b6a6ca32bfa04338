#include <gtest/gtest.h>

#include "catalogue/catalogue.h"

namespace troth::catalogue {
namespace {

std::string en(std::string_view unit, std::int64_t value) {
  Parameter parameter;
  parameter.unit = unit;
  return shown(parameter, value, Language::en);
}
std::string de(std::string_view unit, std::int64_t value) {
  Parameter parameter;
  parameter.unit = unit;
  return shown(parameter, value, Language::de);
}

TEST(Shown, NumbersHaveTheirUnit) {
  EXPECT_EQ(en("d", 1), "1 day");
  EXPECT_EQ(en("d", 7), "7 days");
  EXPECT_EQ(de("d", 1), "1 Tag");
  EXPECT_EQ(de("d", 7), "7 Tage");
  EXPECT_EQ(en("s", 0), "0 seconds");
  EXPECT_EQ(de("s", 10), "10 Sekunden");
  EXPECT_EQ(de("min", 60), "60 Minuten");
  EXPECT_EQ(en("h", 1), "1 hour");
  EXPECT_EQ(de("months", 1), "1 Monat");
  EXPECT_EQ(de("years", 2), "2 Jahre");
  EXPECT_EQ(en("bits", 256), "256 bits");
  EXPECT_EQ(de("bits", 256), "256 Bit");
  EXPECT_EQ(en("characters", 15), "15 characters");
  EXPECT_EQ(de("characters", 1), "1 Zeichen");
  EXPECT_EQ(en("count", 60), "60");
  EXPECT_EQ(en("tls", 12), "TLS 1.2");
  EXPECT_EQ(de("tls", 13), "TLS 1.3");
  EXPECT_EQ(de("MiB", 2), "2 MiB");
}

class Sentences : public testing::Test {
 protected:
  void SetUp() override {
    Catalogue::Source const files[] = {{"small.toml", R"([[parameter]]
id = "backup.keep_days"
value = 7
unit = "d"
stricter = "same"
basis = "X-1"
[[parameter]]
id = "tls.floor"
value = 12
unit = "tls"
stricter = "higher"
basis = "X-1"
[[clause]]
id = "X-1"
profile = "extension"
row = 1
section = "S"
title = {en = "t", de = "t"}
sentence = {en = "Kept {backup.keep_days}, over {tls.floor}; {backup.keep_days} and gone.", de = "{tls.floor}: {backup.keep_days} und {tls.floor}"}
stands = "declared"
target = "proven"
because = {en = "b", de = "b"}
parameters = ["backup.keep_days", "tls.floor"]
)"}};
    auto out = Catalogue::load(files);
    ASSERT_TRUE(out) << out.error().message << " " << out.error().at;
    catalogue_ = *std::move(out);
  }
  Clause const& clause() const { return catalogue_.clauses().front(); }
  Catalogue catalogue_;
};

TEST_F(Sentences, HaveTheirNumbers) {
  EXPECT_EQ(sentence(catalogue_, clause(), {}, Language::en), "Kept 7 days, over TLS 1.2; 7 days and gone.");
  EXPECT_EQ(sentence(catalogue_, clause(), {}, Language::de), "TLS 1.2: 7 Tage und TLS 1.2");
}

TEST_F(Sentences, TakeWhatIsPromisedBeforeTheDefault) {
  EXPECT_EQ(sentence(catalogue_, clause(), {{"backup.keep_days", 1}, {"other.x", 3}}, Language::en),
            "Kept 1 day, over TLS 1.2; 1 day and gone.");
}

TEST_F(Sentences, AreCanonicalWithIdClassAndBothLanguages) {
  EXPECT_EQ(canonical(catalogue_, clause(), {{"tls.floor", 13}}),
            "troth-clause/v1\nid X-1\nclass declared\nen Kept 7 days, over TLS 1.3; 7 days and gone.\n"
            "de TLS 1.3: 7 Tage und TLS 1.3\n");
}

TEST(Names, AreWhatAReaderIsTold) {
  EXPECT_EQ(name(EvidenceClass::not_covered), "not covered");
  EXPECT_EQ(name(EvidenceClass::proven), "proven");
  EXPECT_EQ(plain_word(EvidenceClass::measured), "tested");
  EXPECT_EQ(plain_word(EvidenceClass::inherited), "on file");
  EXPECT_EQ(plain_word(EvidenceClass::declared), "only stated");
  EXPECT_EQ(plain_word(EvidenceClass::not_covered), "only stated");
}

}  // namespace
}  // namespace troth::catalogue
