#include <gtest/gtest.h>

#include "catalogue/catalogue.h"

namespace troth::catalogue {
namespace {

constexpr std::string_view kFrameworks = R"toml(gdpr = ["5(1)(f)", "32(1)(b)"]
iso27001 = ["A.8.15"]
soc2 = ["CC6.1"]
csf = ["PR.DS-01"]
)toml";
constexpr std::string_view kParameter = R"toml([[parameter]]
id = "door.close_seconds"
value = 7
unit = "s"
stricter = "lower"
running = ""
basis = "X-1.1"
)toml";
constexpr std::string_view kClause = R"toml([[clause]]
id = "X-1.1"
profile = "extension"
row = 1
section = "Doors"
title = {en = "Doors close", de = "Türen schließen"}
sentence = {en = "A door closes in {door.close_seconds}.", de = "Eine Tür schließt in {door.close_seconds}."}
stands = "measured"
target = "proven"
because = {en = "No probe pulls at it.", de = "Keine Probe rüttelt daran."}
parameters = ["door.close_seconds"]
see = ["X-1.2"]
gdpr = ["32(1)(b)"]
csf = ["PR.DS-01"]
)toml";
constexpr std::string_view kOther = R"toml([[clause]]
id = "X-1.2"
profile = "extension"
row = 2
section = "Doors"
title = {en = "Doors open", de = "Türen öffnen"}
sentence = {en = "A door opens.", de = "Eine Tür öffnet."}
stands = "proven"
target = "proven"
)toml";

/// The small catalogue with one change in it.
std::string changed(std::string_view from = "", std::string_view to = "") {
  auto out = std::string(kFrameworks).append(kParameter).append(kClause).append(kOther);
  if (from.empty()) return out;
  auto const at = out.find(from);
  EXPECT_NE(at, out.npos) << from;
  return at == out.npos ? out : out.replace(at, from.size(), to);
}

Result<Catalogue> load(std::string const& text) {
  Catalogue::Source const files[] = {{"small.toml", text}};
  return Catalogue::load(files);
}

/// Where the refusal points; "" if it was loaded.
std::string refusal(std::string_view from, std::string_view to) {
  auto const out = load(changed(from, to));
  if (out) return "";
  EXPECT_EQ(out.error().code, Code::invalid);
  EXPECT_TRUE(out.error().at.starts_with("small.toml") || out.error().at.starts_with("parameter")) << out.error().at;
  return out.error().at;
}

TEST(Load, TakesWhatIsWhole) {
  auto const out = load(changed());
  ASSERT_TRUE(out) << out.error().message << " " << out.error().at;
  ASSERT_EQ(out->clauses().size(), 2u);
  auto const& clause = *out->find("X-1.1");
  EXPECT_EQ(clause.profile, "extension");
  EXPECT_EQ(clause.section, "Doors");
  EXPECT_EQ(clause.title.de, "Türen schließen");
  EXPECT_EQ(clause.stands, EvidenceClass::measured);
  EXPECT_EQ(clause.target, EvidenceClass::proven);
  EXPECT_EQ(clause.because.en, "No probe pulls at it.");
  EXPECT_EQ(clause.maps.gdpr, std::vector<std::string>{"32(1)(b)"});
  EXPECT_TRUE(clause.maps.soc2.empty());
  EXPECT_EQ(out->parameter("door.close_seconds")->stricter, Parameter::Stricter::lower);
  EXPECT_EQ(out->defaults(), (Promises{{"door.close_seconds", 7}}));
  EXPECT_EQ(out->find("X-9"), nullptr);
  EXPECT_EQ(out->parameter("door"), nullptr);
}

TEST(Load, TakesSeveralFilesInAnyOrder) {
  auto const clauses = std::string(kOther).append(kClause);
  Catalogue::Source const files[] = {{"clauses.toml", clauses}, {"p.toml", kParameter}, {"f.toml", kFrameworks}};
  auto const out = Catalogue::load(files);
  ASSERT_TRUE(out) << out.error().message << " " << out.error().at;
  EXPECT_EQ(out->clauses().front().id, "X-1.1");  // by row, not as read
}

TEST(Load, OrdersTheProfiles) {
  auto text = changed();
  for (auto const& [id, profile] : {std::pair("LB-T1", "landbot"), std::pair("TE-1.1", "trueengage")})
    text += "[[clause]]\nid=\"" + std::string(id) + "\"\nprofile=\"" + profile +
            "\"\nrow=1\nsection=\"S\"\ntitle={en=\"a\",de=\"b\"}\nsentence={en=\"a\",de=\"b\"}\nstands=\"proven\"\n"
            "target=\"proven\"\nbecause={en=\"\",de=\"\"}\n";
  auto const out = load(text);
  ASSERT_TRUE(out) << out.error().message << " " << out.error().at;
  EXPECT_EQ(out->clauses().at(0).id, "TE-1.1");
  EXPECT_EQ(out->clauses().at(1).id, "LB-T1");
  EXPECT_EQ(out->clauses().at(2).id, "X-1.1");
}

TEST(Load, RefusesWhatIsNoToml) {
  EXPECT_EQ(refusal("gdpr = [", "gdpr = {"), "small.toml line 1");
  EXPECT_EQ(refusal("gdpr = [", "\xc3\xb6 = ["), "small.toml");
  EXPECT_EQ(refusal("\"A door opens.\"", "\"\"\"A door opens.\"\"\""), "small.toml");
  EXPECT_EQ(refusal("row = 2", "row = 2  # \xc3\xb6 \"\"\""), "");
  EXPECT_EQ(refusal("\"A door opens.\"", "'A \"door\" opens.'"), "");
  EXPECT_EQ(refusal("[[parameter]]", "[[[parameter]]]"), "small.toml");
  EXPECT_EQ(refusal("value = 7", "value = 7.5"), "small.toml line 7");
  EXPECT_EQ(refusal("row = 2", "row = true"), "small.toml line 29");
}

TEST(Load, RefusesAnUnknownKey) {
  EXPECT_EQ(refusal("gdpr = [", "hipaa = []\ngdpr = ["), "small.toml: hipaa");
  EXPECT_EQ(refusal("running = \"\"", "runing = \"\""), "small.toml: parameter door.close_seconds: runing");
  EXPECT_EQ(refusal("see = [", "sees = ["), "small.toml: clause X-1.1: sees");
  EXPECT_EQ(refusal("de = \"Türen öffnen\"", "de = \"a\", fr = \"b\""), "small.toml: clause X-1.2: title: fr");
}

TEST(Load, RefusesAMissingLanguageOrText) {
  EXPECT_EQ(refusal(", de = \"Türen öffnen\"", ""), "small.toml: clause X-1.2: title: de");
  EXPECT_EQ(refusal("en = \"A door opens.\"", "en = \"\""), "small.toml: clause X-1.2: sentence: en");
  EXPECT_EQ(refusal("{en = \"Doors open\", de = \"Türen öffnen\"}", "\"Doors\""), "small.toml: clause X-1.2: title");
  EXPECT_EQ(refusal("basis = \"X-1.1\"", "basis = \"\""), "small.toml: parameter door.close_seconds: basis");
}

TEST(Load, RefusesIdsTwiceOrMalformed) {
  EXPECT_EQ(refusal("id = \"X-1.2\"", "id = \"X-1.1\""), "small.toml: clause X-1.1: id");
  for (auto bad : {"X1.2", "X-", "X-01", "X-1.", "X-1.2.3", "x-1.2", "TE-1.2", "X-1.2ab", "X-1.2 ", "XX-1.2"})
    EXPECT_EQ(refusal("id = \"X-1.2\"", "id = \"" + std::string(bad) + "\""),
              "small.toml: clause " + std::string(bad) + ": id");
  EXPECT_EQ(refusal("profile = \"extension\"", "profile = \"acme\""), "small.toml: clause X-1.1: profile");
  for (auto bad : {"door", "Door.a", "door..a", "door.", ".door", "door.1a", "door a.b"})
    EXPECT_EQ(refusal("id = \"door.close_seconds\"", "id = \"" + std::string(bad) + "\""),
              "small.toml: parameter " + std::string(bad) + ": id");
  auto const twice = load(changed() + std::string(kParameter));
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().at, "parameter door.close_seconds");
}

TEST(Load, RefusesUnknownIdsOfOthers) {
  EXPECT_EQ(refusal("gdpr = [\"32(1)(b)\"]", "gdpr = [\"99\"]"), "small.toml: clause X-1.1: gdpr 99");
  EXPECT_EQ(refusal("csf = [\"PR.DS-01\"]\n[[clause", "soc2 = [\"CC9.9\"]\n[[clause"),
            "small.toml: clause X-1.1: soc2 CC9.9");
  EXPECT_EQ(refusal("see = [\"X-1.2\"]", "see = [\"X-7.7\"]"), "small.toml: clause X-1.1: see X-7.7");
  EXPECT_EQ(refusal("see = [\"X-1.2\"]", "see = [\"X-1.1\"]"), "small.toml: clause X-1.1: see X-1.1");
  EXPECT_EQ(refusal("see = [\"X-1.2\"]", "see = [\"X-1.2\", \"X-1.2\"]"), "small.toml: clause X-1.1: see: X-1.2");
  EXPECT_EQ(refusal("\"5(1)(f)\", \"32(1)(b)\"", "\"5(1)(f)\", \"5(1)(f)\""), "small.toml: gdpr: 5(1)(f)");
}

TEST(Load, RefusesNumbersThatDoNotFitTheSentence) {
  EXPECT_EQ(refusal("parameters = [\"door.close_seconds\"]", "parameters = []"),
            "small.toml: clause X-1.1: door.close_seconds");
  EXPECT_EQ(refusal("schließt in {door.close_seconds}", "schließt"), "small.toml: clause X-1.1: door.close_seconds");
  EXPECT_EQ(refusal("closes in {door.close_seconds}", "closes"), "small.toml: clause X-1.1: door.close_seconds");
  EXPECT_EQ(refusal("id = \"door.close_seconds\"", "id = \"door.open_seconds\""),
            "small.toml: clause X-1.1: door.close_seconds");
  EXPECT_EQ(refusal("A door opens.", "A {door opens."), "small.toml: clause X-1.2: sentence");
  EXPECT_EQ(refusal("A door opens.", "A door} opens."), "small.toml: clause X-1.2: sentence");
  EXPECT_EQ(refusal("\"Doors open\"", "\"Doors {a.b}\""), "small.toml: clause X-1.2: title or because");
}

TEST(Load, RefusesHtmlAndLines) {
  for (auto bad : {"a <b>door</b>", "a &lt; b", "a &#60;", "a > b", "a\\nb", "a\\tb"})
    EXPECT_EQ(refusal("A door opens.", bad), "small.toml: clause X-1.2: sentence: en") << bad;
  EXPECT_EQ(refusal("A door opens.", "R&D opens; A & B do."), "");
}

TEST(Load, RefusesAClassWithoutReason) {
  EXPECT_EQ(refusal("because = {en = \"No probe pulls at it.\", de = \"Keine Probe rüttelt daran.\"}", ""),
            "small.toml: clause X-1.1: because");
  EXPECT_EQ(refusal("en = \"No probe pulls at it.\"", "en = \"\""), "small.toml: clause X-1.1: because: en");
  EXPECT_EQ(refusal("stands = \"proven\"", "stands = \"not_covered\""), "small.toml: clause X-1.2: because");
  EXPECT_EQ(refusal("stands = \"proven\"", "stands = \"green\""), "small.toml: clause X-1.2: stands");
}

TEST(Load, RefusesAGapInTheRows) {
  EXPECT_EQ(refusal("row = 2", "row = 3"), "small.toml: clause X-1.2: row should be 2");
  EXPECT_EQ(refusal("row = 2", "row = 1"), "small.toml: clause X-1.2: row should be 2");
  EXPECT_EQ(refusal("row = 1", "row = 0"), "small.toml: clause X-1.1: row");
}

TEST(Load, RefusesUnknownUnitsAndDirections) {
  EXPECT_EQ(refusal("unit = \"s\"", "unit = \"weeks\""), "small.toml: parameter door.close_seconds: unit");
  EXPECT_EQ(refusal("stricter = \"lower\"", "stricter = \"down\""),
            "small.toml: parameter door.close_seconds: stricter");
  EXPECT_EQ(refusal("value = 7", "value = -7"), "small.toml: parameter door.close_seconds: value");
  EXPECT_EQ(refusal("value = 7", "value = \"7\""), "small.toml: parameter door.close_seconds: value");
}

}  // namespace
}  // namespace troth::catalogue
