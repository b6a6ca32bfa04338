#include <CLI/CLI.hpp>

#include "options.h"
#include "tom.h"
#include "tom_import.h"

// The option tree of `troth tom`, and nothing else.

namespace troth::cli {
namespace {

template <class Act>
CLI::App* command(CLI::App* tom, TomArguments& a, int& code, std::string const& name, std::string const& about,
                  Act const& act) {
  auto* out = tom->add_subcommand(name, about);
  connection_options(out, a.connection);
  out->callback([&a, &code, act] { code = act(a); });
  return out;
}

void decide(CLI::App* tom, TomArguments& a, int& code) {
  auto* draft = command(tom, a, code, "draft", "write a new version; somebody else approves it", tom_draft);
  draft->add_option("--profile", a.profiles, "trueengage, landbot or extension; once for each")->required();
  draft->add_option("--promise", a.promises, "PARAMETER=NUMBER where it differs from the catalogue; once for each");
  draft->add_option("--accept", a.accepted, "a clause that is not covered, by its id; once for each, or with commas")
      ->delimiter(',');
  draft->add_option("--effective", a.effective, "when it takes effect: 2026-12-01T00:00:00Z, a date, or now")
      ->capture_default_str();

  auto* approve =
      command(tom, a, code, "approve", "approve what somebody else drafted; the last approval publishes", tom_approve);
  auto* withdraw = command(tom, a, code, "withdraw", "take a draft back", tom_withdraw);
  for (auto* one : {approve, withdraw}) one->add_option("version", a.version, "the number of the draft")->required();

  auto* target = command(tom, a, code, "target", "aim higher than the promise, inside the house", tom_target);
  target->add_option("targets", a.promises, "PARAMETER=NUMBER")->required();
}

void look(CLI::App* tom, TomArguments& a, int& code) {
  command(tom, a, code, "versions", "every version with its state, date and hash", tom_versions);
  auto* diff =
      command(tom, a, code, "diff", "what one version takes away from another, and what else changed", tom_diff);
  diff->add_option("--from", a.from, "a version")->required();
  diff->add_option("--to", a.to, "a version")->required();

  auto* render = tom->add_subcommand("render", "the document with what stands behind each clause now");
  render->add_option("--data", a.connection.data, "folder of the cell, served or not")->required();
  render->add_option("--profile", a.profile, "which part")
      ->capture_default_str()
      ->check(CLI::IsMember({"trueengage", "landbot", "extension", "all"}));
  render->add_option("--format", a.format, "html, md, json, pdf or oscal")
      ->capture_default_str()
      ->check(CLI::IsMember({"html", "md", "json", "pdf", "oscal"}));
  render->add_option("--lang", a.language, "en or de")->capture_default_str()->check(CLI::IsMember({"en", "de"}));
  auto* version = render->add_option("--version", a.version, "this version, not the one that holds");
  render->add_option("--as-of", a.as_of, "the version that held then: 2026-12-01T00:00:00Z, or a date")
      ->excludes(version);
  render->add_option("--document", a.document, "oscal on standard output: which of its documents")
      ->capture_default_str()
      ->check(CLI::IsMember({"catalog", "profile", "component-definition", "assessment-plan", "assessment-results"}));
  render->add_option("--out", a.out,
                     "the file to write, for oscal a folder for all its documents; without it, standard output");
  render->callback([&a, &code] { code = tom_render(a); });
}

}  // namespace

void tom_options(CLI::App& app, TomArguments& arguments, int& code) {
  auto* tom = app.add_subcommand("tom", "the document of technical and organisational measures");
  tom->require_subcommand(1);
  decide(tom, arguments, code);
  look(tom, arguments, code);
  tom_import_options(*tom, code);
}

}  // namespace troth::cli
