// TE-4.3 Hardening: the doctor sees what is loose, and the server does not start on files that others can read.
#include <filesystem>
#include <map>

#include "probe/scene.h"

namespace troth::clauses {
namespace {

namespace fs = std::filesystem;
using http::JsonValue;
using probe::Scene;
using probe::Twin;

constexpr std::size_t kLeastChecks = 30;

/// What the doctor says: id of a check -> its outcome, of those that must hold apart.
struct Report {
  std::map<std::string, std::string> all, must;
  int code = 0;  ///< exit
};

std::string text_of(JsonValue::Object const& object, std::string_view member) {
  auto const it = object.find(member);
  return it != object.end() && it->second.text() != nullptr ? *it->second.text() : std::string();
}

Result<Report> parse(std::string const& words, int code) {
  auto const from = words.find('{'), to = words.rfind('}');
  if (from == words.npos || to == words.npos || to < from)
    return fail(Code::invalid, "the doctor gave no JSON object", {}, words);
  TROTH_TRY(auto const value, http::parse_json(words.substr(from, to - from + 1)));
  auto const checks = value.object()->find("checks");
  if (checks == value.object()->end() || checks->second.array() == nullptr)
    return fail(Code::invalid, "the doctor's report has no checks");
  Report out;
  out.code = code;
  for (auto const& one : *checks->second.array()) {
    if (one.object() == nullptr) return fail(Code::invalid, "a check of the doctor is no object");
    std::string const id = text_of(*one.object(), "id"), outcome = text_of(*one.object(), "outcome");
    out.all[id] = outcome;
    if (text_of(*one.object(), "level") == "must") out.must[id] = outcome;
  }
  return out;
}

/// It ends with 0 or 1; anything else is an error.
Result<Report> ask_doctor(Twin& twin) {
  std::vector<std::string> const arguments{"doctor", "--data", twin.data().string(), "--json"};
  if (auto well = twin.run(arguments, 0)) return parse(*well, 0);
  TROTH_TRY(std::string const words, twin.run(arguments, 1));
  return parse(words, 1);
}

bool is_outcome(std::string const& word) { return word == "held" || word == "not held" || word == "cannot tell"; }

Result<Report> read_report(Scene& scene, Twin& twin) {
  TROTH_TRY(Report report, ask_doctor(twin));
  std::size_t without = 0, failed = 0;
  for (auto const& [id, outcome] : report.all) without += id.empty() || !is_outcome(outcome);
  for (auto const& [id, outcome] : report.must) failed += outcome == "not held";
  scene.saw(report.all.size() >= kLeastChecks && without == 0,
            "the doctor shows an outcome for each of " + std::to_string(report.all.size()) + " rules");
  scene.saw(
      (failed > 0) == (report.code == 1),
      std::to_string(failed) + " of those that must hold do not, and its exit code is " + std::to_string(report.code));
  return report;
}

/// How many rules that must hold and held before are broken now.
std::size_t newly_broken(Report const& before, Report const& after) {
  std::size_t out = 0;
  for (auto const& [id, outcome] : after.must) {
    auto const old = before.must.find(id);
    out += outcome == "not held" && old != before.must.end() && old->second == "held";
  }
  return out;
}

Result<> set_mode(fs::path const& path, unsigned mode) {
  std::error_code error;
  fs::permissions(path, static_cast<fs::perms>(mode), error);
  if (error) return fail(Code::unavailable, "a mode of the twin's files cannot be set", path.filename().string());
  return {};
}

struct Loose {
  std::string what;
  fs::path path;
  unsigned loose, tight;
};
std::vector<Loose> loosened(Twin const& twin) {
  return {{"the TLS key can be read by all", twin.data() / "tls" / "key.pem", 0644, 0600},
          {"the TLS key can be read by the group", twin.data() / "tls" / "key.pem", 0640, 0600},
          {"the data folder can be listed by all", twin.data(), 0755, 0700},
          {"the data folder can be written by the group", twin.data(), 0770, 0700},
          {"the seal can be listed by all", twin.seal(), 0755, 0700},
          {"the seal's root key can be read by all", twin.seal() / "root.key", 0644, 0600}};
}

/// While it is served: the doctor comes by, and sees it.
Result<> show_doctor(Scene& scene, Twin& twin) {
  TROTH_TRY(Report const before, read_report(scene, twin));
  for (auto const& [what, path, loose, tight] : loosened(twin)) {
    TROTH_TRY(set_mode(path, loose));
    TROTH_TRY(Report const after, ask_doctor(twin));
    scene.saw(newly_broken(before, after) > 0 && after.code == 1, "the doctor sees that " + what);
    TROTH_TRY(set_mode(path, tight));
  }
  TROTH_TRY(Report const mended, ask_doctor(twin));
  scene.saw(newly_broken(before, mended) == 0, "control: once mended, the rules hold as before");
  return {};
}

Result<> try_to_start(Scene& scene, Twin& twin) {
  TROTH_TRY(twin.stop());
  for (auto const& [what, path, loose, tight] : loosened(twin)) {
    TROTH_TRY(set_mode(path, loose));
    bool const served = twin.restart().has_value();
    scene.saw(!served, "the server does not start while " + what);
    if (served) TROTH_TRY(twin.stop());
    TROTH_TRY(set_mode(path, tight));
  }
  scene.saw(twin.restart().has_value(), "control: with all of it closed the server starts");
  return {};
}

Result<> run(Scene& scene) {
  TROTH_TRY(Twin * twin, scene.twin());
  TROTH_TRY(show_doctor(scene, *twin));
  return try_to_start(scene, *twin);
}

constexpr std::string_view kMutants[] = {"loose-files-served"};

}  // namespace

extern probe::Probe const te_4_3;
probe::Probe const te_4_3{
    .clause = "TE-4.3",
    .sentence =
        "The command troth doctor holds host, build and cell against a list of hardening rules and shows for each "
        "whether it holds. The server does not start while its seal, its TLS key or its data folder is open to other "
        "users.",
    .hypothesis =
        "Keys or data lie open to other users of the machine, the server serves nevertheless, and nobody is told.",
    .attack =
        "On a twin the TLS key, the seal, its root key and the data folder are opened to the group or to all: while "
        "it is served, and while it is stopped and then started.",
    .oracle = "The report and the exit code of troth doctor, before and after; whether the twin starts.",
    .passes =
        "The doctor shows at least 30 rules with an outcome each, and a broken one that must hold for each of the 6 "
        "openings; the twin starts under none of them, and under none left it does.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run};

}  // namespace troth::clauses
