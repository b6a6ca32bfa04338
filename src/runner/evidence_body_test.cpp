#include "runner/evidence_body.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "catalogue/catalogue.h"

namespace troth::runner {
namespace {

probe::Run run_with(std::map<std::string, std::int64_t> promises = {}) {
  probe::Run out;
  out.config = std::string(64, 'c');
  out.cell = "log.example.com/eu-1/evidence";
  out.tom = "rehearsal";
  out.promises = std::move(promises);
  return out;
}

Outcome outcome() {
  Outcome out;
  out.clause = "TE-1.2";
  out.place = probe::Place::twin;
  out.verdict = Verdict::fail;
  out.observations.assign(300, {true, "held"});
  out.observations.push_back({false, std::string(511, 'x') + "\xc3\xa9"});
  return out;
}

http::JsonValue::Object body_of(Outcome const& one, probe::Run const& run) {
  auto const text = evidence_body(one, run, {});
  EXPECT_TRUE(text);
  return *http::parse_json(*text)->object();
}

TEST(EvidenceBody, NamesTheClauseAsItIsPromised) {
  auto const& catalogue = catalogue::Catalogue::built_in();
  auto const body = body_of(outcome(), run_with());
  auto const canonical = catalogue::canonical(catalogue, *catalogue.find("TE-1.2"), {});
  EXPECT_EQ(*body.at("clause_hash").text(), hex(crypto::sha256(as_bytes(canonical))));
  EXPECT_EQ(*body.at("place").text(), "twin");
  EXPECT_EQ(*body.at("verdict").text(), "fail");
  EXPECT_EQ(*body.at("samples").integer(), 256) << "what is told, no more";
}

TEST(EvidenceBody, KeepsWhatDidNotHoldWithinTheLimits) {
  auto const body = body_of(outcome(), run_with());
  auto const& told = *body.at("observations").array();
  ASSERT_EQ(told.size(), 256u);
  EXPECT_FALSE(*told[0].object()->at("held").boolean());
  EXPECT_EQ(*told[0].object()->at("what").text(), std::string(511, 'x'));  // no half of a character
}

TEST(EvidenceBody, HasNoByteThatACellRefuses) {
  auto one = outcome();
  one.observations = {{false,
                       "a\xE2\x80\xAE"
                       "b\n\xC3"}};
  auto const body = body_of(one, run_with());
  EXPECT_EQ(*body.at("observations").array()->at(0).object()->at("what").text(),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(EvidenceBody, SaysWhyThereIsNoVerdictAndNamesNoFile) {
  auto one = outcome();
  one.verdict = Verdict::error;
  one.error = "it broke off";
  one.detail = "(/home/somebody/data): no such file";
  one.observations.clear();
  auto const body = body_of(one, run_with());
  EXPECT_EQ(*body.at("observations").array()->at(0).object()->at("what").text(), "no verdict: it broke off");
}

TEST(EvidenceBody, OfAClauseThatNobodyPromisedIsAnError) {
  auto one = outcome();
  one.clause = "TE-99";
  EXPECT_FALSE(evidence_body(one, run_with(), {}));
}

}  // namespace
}  // namespace troth::runner
