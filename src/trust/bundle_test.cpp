#include "trust/bundle.h"

#include <gtest/gtest.h>

#include "audit/sealer.h"
#include "evidence/evidence_fixture.h"
#include "trust/tom_text.h"

namespace troth::trust {
namespace {

using audit::must;
using audit::refusal_of;
using evidence::Verdict;
using Status = merkle::BundleClause::Status;

/// A cell with two clauses that need evidence, whose log can be sealed.
class TrustBundle : public evidence::EvidenceHouse {
 protected:
  TrustBundle() : state_(house().seal_folder()) {
    sealer_.emplace(audit::Sealer::Wiring{house().store(), house().seal(), state_, house().clock(), house().random(),
                                          "log.example.com/cell-1"});
    must(sealer_->create());
    must(sealer_->open());
    running_.origin = sealer_->verifiers()[audit::Sealer::kEpochsAhead].name();
    Draft draft;
    draft.profiles = {"trueengage"}, draft.accepted = {"TE-4"};
    document_.text = must(TomText::compose(evidence::small_catalogue(), draft, 0)).encode();
  }

  void seal() {
    must(sealer_->seal());
    must(sealer_->show({}, false));
  }
  void verdict(std::string const& clause, Verdict verdict) {
    pass(std::chrono::seconds(1));
    filed_alone(body(clause, verdict));
  }
  Result<merkle::Bundle> make() {
    return make_bundle(*house().snapshot(), {sealer_->newest(), *sealer_}, board(), document_, "quorum none\n");
  }
  merkle::BundleVerdict judged() { return merkle::verify(must(make()), nullptr, now()); }
  Status status(std::string const& clause) {
    for (auto const& one : judged().clauses)
      if (one.clause == clause) return one.status;
    ADD_FAILURE() << clause;
    return Status::stale;
  }

  audit::SignedState state_;
  std::optional<audit::Sealer> sealer_;
  BundleDocument document_;
};

TEST_F(TrustBundle, IsThereOnceAVerdictIsSealed) {
  EXPECT_EQ(refusal_of(make()), Code::not_found);
  seal();
  EXPECT_EQ(refusal_of(make()), Code::not_found);
  verdict("TE-1", Verdict::pass);
  EXPECT_EQ(refusal_of(make()), Code::not_found);
  seal();
  EXPECT_TRUE(make());
}

TEST_F(TrustBundle, HoldsTheNewestVerdictOfEachClauseAndProvesIt) {
  verdict("TE-1", Verdict::fail);
  verdict("TE-7.4", Verdict::fail);
  verdict("TE-1", Verdict::pass);
  seal();
  auto const bundle = must(make());
  EXPECT_EQ(bundle.records.size(), 2u);
  EXPECT_EQ(bundle.cell, running_.origin);
  EXPECT_EQ(must(merkle::Bundle::parse(bundle.encode())).encode(), bundle.encode());
  auto const verdict = judged();
  EXPECT_EQ(verdict.outcome, merkle::Outcome::not_pinned);
  EXPECT_EQ(verdict.clauses.size(), 2u);
  EXPECT_EQ(status("TE-1"), Status::pass);
  EXPECT_EQ(status("TE-7.4"), Status::fail);
}

TEST_F(TrustBundle, VerifiesUnderThePolicyThatPinsTheCell) {
  verdict("TE-1", Verdict::pass);
  seal();
  auto const& keys = sealer_->verifiers();
  auto const policy = must(merkle::Policy::parse("log " + keys[0].text() + "\nlog " +
                                                 keys[audit::Sealer::kEpochsAhead].text() + "\nquorum none\n"));
  auto const verdict = merkle::verify(must(make()), &policy, now());
  EXPECT_EQ(verdict.outcome, merkle::Outcome::verified);
  EXPECT_EQ(verdict.checks.back().name, "evidence signature");
}

TEST_F(TrustBundle, WhatIsNotSealedYetIsNotInIt) {
  verdict("TE-1", Verdict::pass);
  seal();
  for (int i = 0; i < 3; ++i) verdict("TE-1", Verdict::fail);
  verdict("TE-7.4", Verdict::pass);
  EXPECT_EQ(status("TE-1"), Status::pass) << "the newest that is sealed";
  EXPECT_EQ(status("TE-7.4"), Status::stale) << "never tested, as far as can be proven";
  seal();
  EXPECT_EQ(status("TE-1"), Status::fail);
  EXPECT_EQ(status("TE-7.4"), Status::pass);
}

TEST_F(TrustBundle, CarriesTheEntryOfAPublishedDocument) {
  merkle::TomEntry const entry{1, hash_of(document_.text), now()};
  auto event = house().event({kCell, act::EventType::tom_approved, "{}", "{}", "{}", {}});
  must(
      house().commit(store::WriteSet(std::move(event)).entry(audit::kEvidenceLog, to_bytes(as_bytes(entry.encode())))));
  verdict("TE-1", Verdict::pass);
  seal();
  document_.index = 0;
  auto const verdict = judged();
  EXPECT_EQ(verdict.outcome, merkle::Outcome::not_pinned);
  EXPECT_EQ(status("TE-1"), Status::stale) << "it was tested in the rehearsal";
  document_.index = 1;
  EXPECT_EQ(refusal_of(make()), Code::corrupt) << "no document's entry stands there";
  document_.index = 2;
  EXPECT_EQ(refusal_of(make()), Code::not_found) << "beyond the seal";
  document_.index = 0;
  document_.text += "more\n";
  EXPECT_EQ(refusal_of(make()), Code::corrupt) << "not the document that was published";
}

TEST(TrustScript, IsTheVerifier) {
  EXPECT_NE(verify_script().find("export async function verifyBundle"), std::string_view::npos);
}

}  // namespace
}  // namespace troth::trust
