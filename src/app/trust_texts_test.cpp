#include "app/trust_texts.h"

#include "evidence/evidence_fixture.h"

namespace troth::app {
namespace {

using evidence::Verdict;
using std::chrono::minutes;

/// The pages over real rows; each verdict that a clause has ever had.
class TrustTexts : public evidence::EvidenceHouse {
 protected:
  void verdict(Verdict verdict) {
    filed_alone(body("TE-1", verdict));
    pass(minutes(1));
  }
  std::string page(bool json) {
    auto const snapshot = house().snapshot();
    trust::Ground const ground{board(), std::nullopt, {}, {}};
    http::Matched matched;
    matched.path.emplace("clause", "TE-1");
    for (auto const& text : trust_texts())
      if (text.pattern == "/trust/clauses/{clause}")
        return evidence::must(text.text({*snapshot, ground, calendar_, matched, json})).value_or("");
    return {};
  }
  /// "pass", "fail", … of the listed verdicts whose observations are open, newest first.
  std::vector<std::string> open() {
    auto const parsed = http::parse_json(page(true));
    std::vector<std::string> out;
    for (auto const& one : *parsed->object()->at("verdicts").array())
      if (one.object()->at("observations").object()) out.push_back(*one.object()->at("verdict").text());
    return out;
  }
  static std::size_t count(std::string const& text, std::string_view part) {
    std::size_t out = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++out;
    return out;
  }

  evidence::Calendar calendar_;
};

TEST_F(TrustTexts, OpenTheObservationsOfAFailureOnceItIsMended) {
  using Names = std::vector<std::string>;
  verdict(Verdict::pass);
  verdict(Verdict::fail);
  EXPECT_EQ(open(), Names{"pass"}) << "what it saw may help whoever would use the hole";
  EXPECT_EQ(count(page(false), "shown once it is mended"), 1u);
  verdict(Verdict::pass);
  EXPECT_EQ(open(), (Names{"pass", "fail", "pass"}));
  EXPECT_EQ(count(page(false), "shown once it is mended"), 0u);
  EXPECT_EQ(count(page(false), "badge bad\">broken"), 1u) << "the page shows what the failed test saw";
}

TEST_F(TrustTexts, OpenTheObservationsOfAFailureAfterThirtyDays) {
  verdict(Verdict::fail);
  EXPECT_TRUE(open().empty());
  pass(minutes(30 * 24 * 60));
  EXPECT_EQ(open(), std::vector<std::string>{"fail"});
}

}  // namespace
}  // namespace troth::app
