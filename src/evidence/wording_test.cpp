#include "evidence/evidence_fixture.h"

namespace troth::evidence {
namespace {

class WordingTest : public EvidenceHouse {
 protected:
  /// The rehearsal's numbers with the document's own words for TE-1.
  template <char const* kText>
  void document_says() {
    running_.version = [](store::Reader&, Time) -> Result<std::optional<InForce>> {
      auto const& catalogue = small_catalogue();
      std::string const text = *kText ? kText : canonical(catalogue, *catalogue.find("TE-1"), {});
      return std::optional(InForce{0, "rehearsal", {}, {{"TE-1", digest_of(text)}}});
    };
  }
  static constexpr char kSame[] = "";
  static constexpr char kOther[] = "troth-clause/v1\nid TE-1\nen Other words.\nde Andere Worte.\n";
};

TEST_F(WordingTest, APassIsNoneForADocumentThatSaysItInOtherWords) {
  filed(begin(), body("TE-1", Verdict::pass));
  document_says<kSame>();
  EXPECT_EQ(status("TE-1"), Status::pass);
  document_says<kOther>();
  EXPECT_EQ(status("TE-1"), Status::stale);
  EXPECT_EQ(view("TE-1").why, kOtherWords);
  EXPECT_EQ(status("TE-3"), Status::declared) << "what the document says of another clause";
}

TEST_F(WordingTest, AFailureIsNotWashedOffByOtherWords) {
  filed(begin(), body("TE-1", Verdict::fail));
  document_says<kOther>();
  EXPECT_EQ(status("TE-1"), Status::fail);
}

}  // namespace
}  // namespace troth::evidence
