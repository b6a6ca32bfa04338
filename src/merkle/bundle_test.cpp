#include "merkle/bundle.h"

#include <gtest/gtest.h>

#include "merkle/bundle_fixture.h"

// That a bundle is read and written in one way, and what each check finds. tests/verifiers/bundle_cases.py has over two
// hundred doctored ones.

namespace troth::merkle {
namespace {

using Scene = fixture::BundleScene;
using Status = BundleClause::Status;

BundleVerdict judge(Scene const& scene) {
  auto const policy = scene.policy();
  return verify(scene.bundle, &policy, scene.now);
}

/// The check that fails is the named one, the last in the list, and the only one; and no clause has a status.
void expect_failure(Scene const& scene, std::string_view name, std::string_view says) {
  auto const verdict = judge(scene);
  EXPECT_EQ(verdict.outcome, Outcome::failed);
  EXPECT_EQ(verdict.checks.back().name, name);
  EXPECT_NE(verdict.checks.back().says.find(says), std::string::npos) << verdict.checks.back().says;
  for (auto const& check : verdict.checks) EXPECT_EQ(check.held, &check != &verdict.checks.back()) << check.name;
  EXPECT_TRUE(verdict.clauses.empty() && verdict.open.empty() && !verdict.standing);
}

TEST(Bundle, IsReadBackAsWritten) {
  auto const text = Scene().bundle.encode();
  auto const again = Bundle::parse(text);
  ASSERT_TRUE(again) << again.error().message << " " << again.error().at;
  EXPECT_EQ(again->encode(), text);
  EXPECT_EQ(again->records.size(), 3u);
  EXPECT_EQ(again->records[2].index, 4u);
  EXPECT_EQ(again->document, Scene().document);
}

TEST(Bundle, RefusesEveryCut) {
  auto const text = Scene().bundle.encode();
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(Bundle::parse(std::string_view(text).substr(0, size))) << size;
  EXPECT_FALSE(Bundle::parse(text + "\n"));
}

TEST(Bundle, NamesTheSectionThatIsWrong) {
  auto const good = Scene().bundle.encode();
  auto const error = [&](std::string_view from, std::string_view to) {
    auto text = good;
    auto const result = Bundle::parse(text.replace(text.find(from), from.size(), to));
    EXPECT_FALSE(result) << from;
    return result ? std::string() : result.error().at;
  };
  EXPECT_EQ(error("bundle/v1", "bundle/v2"), "line 1");
  EXPECT_EQ(error("section about", "section abort"), "section about, line 2");
  EXPECT_EQ(error("made 2026-11-22T10:00:00.000000Z", "made 2026-11-31T10:00:00.000000Z"), "section about, line 2");
  EXPECT_EQ(error("section document ", "section document 0"), "section document, line 6");
  EXPECT_EQ(error("index 2\n", "index a\n").substr(0, 16), "section evidence");
  EXPECT_EQ(error("index 4\n", "index 2\n").substr(0, 16), "section evidence");
  EXPECT_EQ(error("1 4 ", "1 x ").substr(0, 12), "section slot");
  EXPECT_EQ(error("tlog-proof@v1", "tlog-proof@v2").substr(0, 18), "section cell-proof");
  EXPECT_EQ(error("section keys", "section more").substr(0, 12), "section keys");
}

TEST(VerifyBundle, HoldsUnderThePolicyThatPinsItsCell) {
  Scene const scene;
  auto const verdict = judge(scene);
  EXPECT_EQ(verdict.outcome, Outcome::verified);
  std::vector<std::string> names;
  for (auto const& check : verdict.checks) names.push_back(check.name);
  EXPECT_EQ(names, (std::vector<std::string>{"evidence head", "records", "evidence proof", "document", "slot proof",
                                             "cell proof", "log signature", "witnesses", "evidence signature"}));
  ASSERT_EQ(verdict.clauses.size(), 3u);
  for (auto const& clause : verdict.clauses) EXPECT_EQ(clause.status, Status::pass) << clause.why;
  EXPECT_EQ(verdict.open.size(), 1u);
  EXPECT_EQ(verdict.standing->level, WitnessLevel::independent);
}

TEST(VerifyBundle, BelievesNoPolicyOfItsOwn) {
  Scene scene;
  scene.bundle.policy = "log " + scene.cell.verifier().text() + "\nquorum none\n";
  auto const verdict = verify(scene.bundle, nullptr, scene.now);
  EXPECT_EQ(verdict.outcome, Outcome::not_pinned);
  EXPECT_FALSE(verdict.standing);
  EXPECT_NE(verdict.open.front().find("whose signatures"), std::string::npos);
}

TEST(VerifyBundle, GivesEachClauseItsStatusAsOfNow) {
  Scene scene;
  auto const status = [&](auto change) {
    scene.records[0] = scene.record("TE-1.2");
    change(scene.records[0]);
    scene.make();
    auto const verdict = judge(scene);
    EXPECT_EQ(verdict.outcome, Outcome::verified);
    return verdict.clauses.front().status;
  };
  EXPECT_EQ(status([](auto&) {}), Status::pass);
  EXPECT_EQ(status([](auto& r) { r.verdict = EvidenceRecord::Verdict::fail; }), Status::fail);
  EXPECT_EQ(status([](auto& r) { r.verdict = EvidenceRecord::Verdict::error; }), Status::fail);
  EXPECT_EQ(status([&](auto& r) { r.expires = scene.now; }), Status::stale);
  EXPECT_EQ(status([&](auto& r) { r.expires = scene.now + Duration(1); }), Status::pass);
  EXPECT_EQ(status([&](auto& r) { r.ended = scene.now + std::chrono::minutes(5); }), Status::pass);
  EXPECT_EQ(status([&](auto& r) { r.ended = scene.now + std::chrono::minutes(6); }), Status::stale);
  EXPECT_EQ(status([](auto& r) { r.tom = "rehearsal"; }), Status::stale);
  EXPECT_EQ(status([](auto& r) { r.clause_hash[0] ^= 1; }), Status::stale);
  EXPECT_EQ(status([](auto& r) { r.mutants.clear(); }), Status::unproven);
}

TEST(VerifyBundle, AClauseWhoseRecordIsLeftOutIsStale) {
  Scene scene;
  scene.bundle.records.erase(scene.bundle.records.begin());
  auto const verdict = judge(scene);
  EXPECT_EQ(verdict.outcome, Outcome::verified);
  ASSERT_EQ(verdict.clauses.size(), 3u);
  EXPECT_EQ(verdict.clauses.front().clause, "TE-1.2");
  EXPECT_EQ(verdict.clauses.front().status, Status::stale);
  EXPECT_FALSE(verdict.clauses.front().record);
}

TEST(VerifyBundle, FindsWhatIsNotOfThisCellOrLog) {
  auto const changed = [](auto change, std::string_view name, std::string_view says) {
    Scene scene;
    change(scene);
    expect_failure(scene, name, says);
  };
  changed([](Scene& s) { s.bundle.cell += "2"; }, "evidence head", "two cells");
  changed([](Scene& s) { s.bundle.checkpoint.clear(); }, "evidence head", "cannot be read");
  changed([](Scene& s) { s.bundle.records.clear(); }, "records", "no record");
  changed([](Scene& s) { s.records[1].cell += "2", s.make(); }, "records", "not of this cell");
  changed([](Scene& s) { s.records[1].clause = "TE-1.2", s.make(); }, "records", "second one");
  changed([](Scene& s) { s.bundle.records[1].text += " "; }, "records", "cannot be read");
  changed([](Scene& s) { s.bundle.records[1].hashes[0][0] ^= 1; }, "evidence proof", "TE-0.3");
  changed([](Scene& s) { s.bundle.records[2].index = 99; }, "evidence proof", "has only 5 entries");
  changed([](Scene& s) { s.bundle.document += "more\n"; }, "document", "not the one");
  changed([](Scene& s) { s.bundle.document.clear(); }, "document", "cannot be read");
  changed([](Scene& s) { s.bundle.tom.reset(); }, "document", "does not hold its entry");
  changed([](Scene& s) { s.bundle.tom->index = 0; }, "document", "another root");
  changed([](Scene& s) { s.bundle.slots = 3; }, "slot proof", "power of two");
  changed([](Scene& s) { s.bundle.slot = 0; }, "cell proof", "another root");
  changed([](Scene& s) { s.bundle.salt[0] ^= 1; }, "cell proof", "another root");
  changed([](Scene& s) { s.bundle.seal.index = 7; }, "cell proof", "has only 7 entries");
  changed([](Scene& s) { s.cell = fixture::signer(Scene::kCell, KeyType::ed25519, 9); }, "log signature",
          "no pinned key");
  changed([](Scene& s) { s.witness = fixture::signer("witness.example.org", KeyType::cosignature, 9); }, "witnesses",
          "too few");
  changed([](Scene& s) { s.evidence = fixture::signer(Scene::kEvidence, KeyType::ed25519, 9); }, "evidence signature",
          "no pinned key");
}

TEST(TomEntry, IsWrittenInOneWay) {
  auto const text = Scene().bundle.tom->text;
  EXPECT_EQ(TomEntry::parse(text)->encode(), text);
  for (auto const& bad : {text + "\n", " " + text, text.substr(0, text.size() - 1), std::string("troth-tom/v1\n")})
    EXPECT_FALSE(TomEntry::parse(bad)) << bad;
}

}  // namespace
}  // namespace troth::merkle
