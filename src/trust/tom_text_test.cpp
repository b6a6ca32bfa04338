#include "trust/tom_text.h"

#include <gtest/gtest.h>

#include "trust/tom_fixture.h"

namespace troth::trust {
namespace {

using catalogue::Catalogue;
using catalogue::Language;

// The bytes are a promise: what was hashed once must read the same in every later build.
constexpr char kSample[] =
    "troth-tom/v1\nversion 3\neffective 2026-12-01T00:00:00.000000Z\nprofile trueengage\n"
    "clause TE-1.2 69 proven\ntroth-clause/v1\nid TE-1.2\nen Kept <7> days.\nde Sieben Tage gehalten.\n"
    "clause TE-7.4 52 declared\ntroth-clause/v1\nid TE-7.4\nen Sealed.\nde Versiegelt.\n"
    "parameter log.seal_seconds 10 s lower TE-7.4\nparameter backup.copies 7 count higher TE-7.4\n"
    "parameter backup.keep_days 7 d same TE-1.2,TE-7.4\n";

TEST(TomText, HasTheBytesOfTheFormat) { EXPECT_EQ(sample_text().encode(), kSample); }

TEST(TomText, IsReadBackAsItWas) {
  auto const read = must(TomText::parse(kSample));
  EXPECT_EQ(read.encode(), kSample);
  EXPECT_EQ(read.number, 3);
  EXPECT_EQ(read.clause("TE-1.2")->sentence(Language::en), "Kept <7> days.");
  EXPECT_EQ(read.clause("TE-1.2")->sentence(Language::de), "Sieben Tage gehalten.");
  EXPECT_EQ(read.parameter("backup.keep_days")->clauses.size(), 2u);
  EXPECT_EQ(read.clause("TE-9.9"), nullptr);
}

TEST(TomText, HasOneFormOnly) {
  std::string const good = kSample;
  auto with = [&](std::string_view old, std::string_view fresh) {
    auto out = good;
    auto const at = out.find(old);
    EXPECT_NE(at, out.npos) << old;
    return out.replace(at, old.size(), fresh);
  };
  for (std::string const& text : {std::string(),
                                  good + "\n",
                                  good.substr(0, good.size() - 1),
                                  good.substr(1),
                                  with("version 3", "version 03"),
                                  with("version 3", "version 0"),
                                  with("version 3", "version -1"),
                                  with("00.000000Z", "00Z"),
                                  with("effective 2026-12-01", "effective 2026-13-01"),
                                  with("profile trueengage", "profile "),
                                  with("1.2 69", "1.2 68"),
                                  with("1.2 69", "1.2 70"),
                                  with("1.2 69", "1.2 069"),
                                  with(" proven", " best"),
                                  with("TE-7.4 52", "TE-7.4 999999"),
                                  with(" lower", " less"),
                                  with(" 10 s", " ten s"),
                                  with(" 10 s", " 10  s"),
                                  with("TE-1.2,TE-7.4", "TE-1.2,"),
                                  with("same TE-1.2,TE-7.4", "same "),
                                  with("clause TE-7.4", "more TE-7.4"),
                                  with("parameter backup.copies", "accepted X-1\nparameter backup.copies"),
                                  with("Kept",
                                       "K\xff"
                                       "pt")})
    EXPECT_EQ(refusal_of(TomText::parse(text)), Code::invalid) << text;
}

Draft sound() {
  Draft out;
  out.profiles = {"trueengage"};
  out.accepted = not_covered("trueengage");
  out.effective_from = *parse_rfc3339("2026-12-01T00:00:00Z");
  return out;
}

TEST(TomText, HoldsEveryClauseOfItsProfilesAndNoOther) {
  auto const text = must(TomText::compose(Catalogue::built_in(), sound(), 1));
  std::size_t expected = 0;
  for (auto const& clause : Catalogue::built_in().clauses()) expected += clause.profile == "trueengage";
  EXPECT_EQ(text.clauses.size(), expected);
  EXPECT_EQ(must(TomText::parse(text.encode())).encode(), text.encode());
  for (auto const& clause : text.clauses) {
    EXPECT_EQ(clause.canonical, canonical(Catalogue::built_in(), *Catalogue::built_in().find(clause.id), {}));
    EXPECT_FALSE(clause.sentence(Language::de).empty()) << clause.id;
  }
}

TEST(TomText, SaysTheDraftsNumbers) {
  auto draft = sound();
  draft.promises["tom.notice_days"] = 45;
  auto const text = must(TomText::compose(Catalogue::built_in(), draft, 1));
  EXPECT_EQ(text.parameter("tom.notice_days")->value, 45);
  EXPECT_NE(text.clause("TE-0.3")->sentence(Language::en).find("45 days"), std::string::npos);
}

TEST(TomText, RefusesWhatTheCatalogueDoesNotHave) {
  auto refused = [](auto const& change) {
    auto draft = sound();
    change(draft);
    auto const made = TomText::compose(Catalogue::built_in(), draft, 1);
    EXPECT_EQ(refusal_of(made), Code::invalid);
    return made ? std::string() : made.error().at;
  };
  EXPECT_EQ(refused([](Draft& d) { d.profiles.clear(); }), "/profiles");
  EXPECT_EQ(refused([](Draft& d) { d.profiles.push_back("<b>"); }), "/profiles: <b>");
  EXPECT_EQ(refused([](Draft& d) { d.profiles.push_back("trueengage"); }), "/profiles: trueengage");
  EXPECT_EQ(refused([](Draft& d) { d.promises["no.such"] = 1; }), "/promises/no.such");
  EXPECT_EQ(refused([](Draft& d) { d.promises["tom.notice_days"] = -1; }), "/promises/tom.notice_days: at most 365");
  EXPECT_EQ(refused([](Draft& d) { d.accepted.push_back("TE-99"); }), "/accepted: TE-99");
  EXPECT_EQ(refused([](Draft& d) { d.accepted.push_back("TE-0.3"); }), "/accepted: TE-0.3") << "it is covered";
  std::string const last = sound().accepted.back();
  EXPECT_EQ(refused([](Draft& d) { d.accepted.pop_back(); }), "/accepted: " + last);
}

}  // namespace
}  // namespace troth::trust
