#include "oscal/oscal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "http/json.h"
#include "oscal/pieces.h"
#include "trust/tom_text.h"

// That the documents are OSCAL is for other people's validators to say: tests/oscal.

namespace troth::oscal {
namespace {

using catalogue::Catalogue;
using evidence::Status;
using Verdict = merkle::EvidenceRecord::Verdict;

Time at(std::string_view text) { return *parse_rfc3339(text); }

/// TE-1.4 passes, TE-3.1 is stale, TE-7.4 fails, TE-5.1 runs otherwise than promised and was never tested.
evidence::Board sample_board() {
  evidence::Board out;
  out.now = at("2026-12-02T10:20:30Z");
  out.origin = "log.example.com/eu-1/evidence/00ff/1";
  out.tom = "rehearsal";
  out.manifest = "self-signed build";
  out.promises = Catalogue::built_in().defaults();
  for (auto const& clause : Catalogue::built_in().clauses()) {
    evidence::ClauseView view;
    view.clause = &clause;
    view.stands = clause.stands;
    view.why = "Said of " + clause.id + ".";
    out.clauses.push_back(view);
  }
  auto const judge = [&](std::string_view id, Status status, std::optional<Verdict> verdict) {
    auto& view = *std::ranges::find_if(out.clauses, [&](auto const& one) { return one.clause->id == id; });
    view.status = status;
    if (!verdict) return;
    merkle::EvidenceRecord record;
    record.clause = id;
    record.tom = "rehearsal";
    record.manifest = "none";
    record.cell = out.origin;
    record.place = "live";
    record.by = "operator";
    record.started = at("2026-12-02T08:59:00Z");
    record.ended = at("2026-12-02T09:00:00Z");
    record.expires = at("2026-12-03T09:00:00Z");
    record.verdict = *verdict;
    record.samples = 12;
    record.mutants = {"planted"};
    view.latest = evidence::Latest{7, 17, record};
  };
  judge("TE-1.4", Status::pass, Verdict::pass);
  judge("TE-3.1", Status::stale, Verdict::pass);
  judge("TE-7.4", Status::fail, Verdict::fail);
  judge("TE-5.1", Status::fail, std::nullopt);
  return out;
}

trust::TomVersion version_of(trust::TomText const& text) {
  trust::TomVersion out;
  out.number = text.number;
  out.published = out.holds_from = out.effective_from = text.effective_from;
  out.index = 4;
  out.text = text.encode();
  out.hash = trust::hash_of(out.text);
  return out;
}

trust::TomText sample_text(std::int64_t keep_days) {
  trust::Draft draft;
  draft.profiles = {"landbot"};
  draft.promises = {{"backup.keep_days", keep_days}};
  for (auto const& clause : Catalogue::built_in().clauses())
    if (clause.profile == "landbot" && clause.stands == catalogue::EvidenceClass::not_covered)
      draft.accepted.push_back(clause.id);
  draft.effective_from = at("2026-12-01T00:00:00Z");
  return *trust::TomText::compose(Catalogue::built_in(), draft, 3);
}

using Documents = std::map<std::string, std::string>;

Documents sample(trust::TomVersion const* version = nullptr) {
  auto const board = sample_board();
  auto out = documents(board, version, board.now);
  EXPECT_TRUE(out);
  return out ? *out : Documents();
}

std::string of(Documents const& all, std::string_view name) {
  for (auto const& [path, text] : all)
    if (path.ends_with(std::string(name) + ".json")) return text;
  return {};
}

bool has(std::string const& text, std::string_view part) { return text.find(part) != text.npos; }

/// `"status":{…}` of the finding on a clause's objective; empty: none.
std::string finding(Documents const& all, std::string_view objective) {
  auto const text = of(all, "assessment-results");
  auto const key = "\"target-id\":\"" + std::string(objective) + "\",\"status\":";
  auto const from = text.find(key);
  return from == text.npos ? "" : text.substr(from + key.size(), text.find('}', from) - from - key.size());
}

TEST(Oscal, SameBoardSameBytes) { EXPECT_EQ(sample(), sample()); }

TEST(Oscal, AnotherMomentIsAnotherResultOfTheSameObservations) {
  auto const board = sample_board();
  auto const later = documents(board, nullptr, board.now + std::chrono::seconds(1));
  ASSERT_TRUE(later);
  std::regex const result(R"("results":\[\{"uuid":"([^"]*))"), observation(R"("observations":\[\{"uuid":"([^"]*))");
  auto const first = [](std::string const& text, std::regex const& what) {
    std::smatch match;
    return std::regex_search(text, match, what) ? match[1].str() : std::string();
  };
  auto const a = of(sample(), "assessment-results"), b = of(*later, "assessment-results");
  EXPECT_NE(first(a, result), first(b, result));
  EXPECT_EQ(first(a, observation), first(b, observation));
  EXPECT_FALSE(first(a, observation).empty());
}

TEST(Oscal, EveryDocumentIsJsonWithoutEmptyArraysAndTexts) {
  evidence::Board nothing;
  for (auto const& all : {sample(), *documents(nothing, nullptr, at("2026-12-02T10:20:30Z"))})
    for (auto const& [path, text] : all) {
      if (!path.ends_with(".json")) continue;
      EXPECT_TRUE(http::parse_json(text)) << path;
      EXPECT_FALSE(has(text, "[]")) << path;
      EXPECT_FALSE(has(text, "\"\"")) << path;
      EXPECT_TRUE(has(text, R"("oscal-version":"1.2.1")")) << path;
    }
}

TEST(Oscal, NoUuidStandsForTwoThings) {
  std::regex const given(R"re("uuid":"([^"]*)")re");
  std::regex const shape("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (auto const& [path, text] : sample()) {
    std::set<std::string> seen;
    for (std::sregex_iterator each(text.begin(), text.end(), given), end; each != end; ++each) {
      EXPECT_TRUE(std::regex_match((*each)[1].str(), shape)) << path;
      EXPECT_TRUE(seen.insert((*each)[1]).second) << path << " " << (*each)[1];
    }
  }
}

TEST(Oscal, OnlyAPassThatCountsNowSatisfies) {
  auto const all = sample();
  EXPECT_TRUE(has(finding(all, "te-1.4_obj"), R"("state":"satisfied","reason":"pass")"));
  EXPECT_TRUE(has(finding(all, "te-3.1_obj"), R"("state":"not-satisfied","reason":"other")"));
  EXPECT_TRUE(has(finding(all, "te-7.4_obj"), R"("state":"not-satisfied","reason":"fail")"));
  EXPECT_TRUE(has(finding(all, "te-5.1_obj"), R"("state":"not-satisfied","reason":"fail")"));
  EXPECT_EQ(finding(all, "te-1.2_obj"), "");
  EXPECT_EQ(finding(all, "te-2.1_obj"), "");
}

TEST(Oscal, EvidenceLiesBesideByItsHash) {
  auto const all = sample();
  auto const& entry = all.at("evidence/te-1.4.txt");
  EXPECT_TRUE(merkle::EvidenceRecord::parse(entry));
  auto const results = of(all, "assessment-results");
  EXPECT_TRUE(has(results, R"("href":"../../evidence/te-1.4.txt")"));
  EXPECT_TRUE(has(results, trust::hash_of(entry)));
  EXPECT_TRUE(has(results, R"("collected":"2026-12-02T09:00:00.000000Z","expires":"2026-12-03T09:00:00.000000Z")"));
}

TEST(Oscal, OnlyWhatAProbeAttacksIsClaimedAsImplemented) {
  auto const text = of(sample(), "component-definition");
  EXPECT_TRUE(has(text, R"("control-id":"te-1.4")"));
  EXPECT_FALSE(has(text, R"("control-id":"te-2.1")"));
}

TEST(Oscal, AProfileIsWhatTheVersionPromises) {
  auto const version = version_of(sample_text(5));
  auto const text = of(sample(&version), "profiles/troth-tom-v3/profile");
  EXPECT_TRUE(has(text, R"("lb-t4")"));
  EXPECT_FALSE(has(text, R"("te-1.4")"));
  EXPECT_TRUE(has(text, R"({"param-id":"lb-t4_backup.keep_days","values":["5 days"]})")) << text;
  EXPECT_TRUE(has(text, version.hash));
  EXPECT_FALSE(has(text, "promised-in-other-words"));
}

TEST(Oscal, OtherWordsOfAVersionAreNotHidden) {
  auto text = sample_text(5);
  auto& canonical = text.clauses[1].canonical;
  canonical.insert(canonical.find("\nen ") + 4, "Once upon a time: ");
  auto const version = version_of(text);
  EXPECT_TRUE(has(of(sample(&version), "profile"), R"("name":"promised-in-other-words")"));
}

TEST(Oscal, AVersionWhoseTextIsNoneIsRefused) {
  auto version = version_of(sample_text(5));
  version.text.pop_back();
  auto const board = sample_board();
  EXPECT_FALSE(documents(board, &version, board.now));
}

TEST(Oscal, NamesAreTokens) {
  EXPECT_EQ(control_id("TE-2.2a"), "te-2.2a");
  EXPECT_EQ(group_id("trueengage", "Retention and deletion"), "trueengage-retention-and-deletion");
  EXPECT_EQ(duration(std::chrono::hours(24)), "PT24H");
  EXPECT_EQ(duration(std::chrono::minutes(90)), "PT90M");
  EXPECT_NE(uuid("a", "b"), uuid("a", "c"));
  EXPECT_NE(uuid("a", "b"), uuid("c", "b"));
}

}  // namespace
}  // namespace troth::oscal
