#include "manifest.h"

#include <algorithm>
#include <iostream>
#include <optional>

#include "base/json_writer.h"
#include "base/private_file.h"
#include "manifest_key.h"
#include "probe_choice.h"
#include "programs.h"
#include "progress.h"
#include "runner/prove.h"

namespace troth::cli {
namespace {

using runner::Proof;
using runner::Verdict;

void say(Proof const& proof) {
  std::cout << (proof.holds() ? "shown   " : "UNSHOWN ") << proof.clause << "  " << proof.mutant << ": "
            << runner::word(proof.real.verdict) << " on the build, " << runner::word(proof.planted.verdict)
            << " with the bug\n";
  auto const* told = proof.real.verdict != Verdict::pass ? &proof.real : &proof.planted;
  if (told->verdict == Verdict::error) std::cout << "        no verdict: " << told->why() << "\n";
  if (proof.real.verdict == Verdict::fail)
    for (auto const& one : proof.real.observations)
      if (!one.held) std::cout << "        did not hold: " << one.what << "\n";
}

void show_json(merkle::Manifest const& manifest, std::string_view signed_by) {
  Json json;
  json.object().member("signed_by", signed_by).member("key", manifest.key).member("commit", manifest.commit);
  json.member("build", hex(manifest.build)).member("mutant_build", hex(manifest.mutant_build)).key("pairs").array();
  for (auto const& pair : manifest.pairs)
    json.object()
        .member("clause", pair.clause)
        .member("mutant", pair.mutant)
        .member("red", pair.by_error ? "error" : "fail")
        .end();
  std::cout << json.end().end().text() << "\n";
}

/// Before anything is run: a manifest with another word could not be read back. Empty if it is one; else what is wrong.
std::string commit_or_unknown(std::string const& text) {
  bool const hash = (text.size() == 40 || text.size() == 64) && text.find_first_not_of("0123456789abcdef") == text.npos;
  return hash || text == "unknown" ? "" : "a commit is 40 or 64 hex digits in lower case, or unknown";
}

/// Signs and writes what held; whether all of it did.
Result<bool> make(ManifestArguments const& arguments) {
  TROTH_TRY(auto const binary, arguments.binary.empty() ? own_program() : Result(arguments.binary));
  TROTH_TRY(auto const mutant, arguments.mutant_binary.empty() ? mutant_program() : Result(arguments.mutant_binary));
  TROTH_TRY(auto const probes, chosen_probes({}));
  auto const key_file = arguments.key.empty() ? std::filesystem::path(arguments.out.string() + ".key") : arguments.key;
  TROTH_TRY(auto const key, manifest_key(key_file, arguments.name + "/manifest"));
  std::optional<Progress> progress("probes, each with its planted bugs");
  auto const shown = runner::prove(probes, std::filesystem::absolute(binary), std::filesystem::absolute(mutant),
                                   {.at_once = 4}, [&](std::size_t done, std::size_t of) { progress->show(done, of); });
  progress.reset();
  if (!shown) return shown.error();
  auto const& proofs = shown->proofs;
  auto const manifest = runner::manifest_of(*shown, arguments.commit);
  auto const note = merkle::sign_manifest(manifest, key);
  TROTH_TRY(auto const checked, merkle::read_manifest(note));  // read back before it is claimed to be written
  TROTH_TRY(write_private_file(arguments.out, note));
  std::error_code ignored;  // it is public, and the server that reads it may be another user
  std::filesystem::permissions(arguments.out, std::filesystem::perms(0644), ignored);
  if (arguments.json) show_json(checked.manifest, checked.signed_by);
  if (!arguments.json) std::ranges::for_each(proofs, say);
  return std::ranges::all_of(proofs, &Proof::holds) && !proofs.empty();
}

}  // namespace

int manifest_make(ManifestArguments const& arguments) {
  auto const all = make(arguments);
  if (!all) return report(all.error());
  if (!arguments.json)
    std::cout << (*all ? "every probe was seen to go red; signed in " : "what was seen is signed in ")
              << arguments.out.string() << "\n";
  return *all ? kOk : kFinding;
}

int manifest_show(ManifestArguments const& arguments) {
  auto const bytes = read_file(arguments.file, 1u << 20);
  if (!bytes) return report(fail(Code::invalid, "the manifest cannot be read", arguments.file.string()));
  auto const read = merkle::read_manifest(*bytes);
  if (!read) return report(read.error());
  auto const& manifest = read->manifest;
  if (arguments.json) show_json(manifest, read->signed_by);
  if (arguments.json) return kOk;
  std::cout << "signed    " << read->signed_by << "\ncommit    " << manifest.commit << "\nbuild     "
            << hex(manifest.build) << "\nmutants   " << hex(manifest.mutant_build) << "\n";
  for (auto const& pair : manifest.pairs)
    std::cout << pair.clause << "  passes on the build, " << (pair.by_error ? "no verdict" : "fails") << " with "
              << pair.mutant << "\n";
  return kOk;
}

void manifest_options(CLI::App& app, ManifestArguments& a, int& code) {
  auto* manifest = app.add_subcommand("manifest", "the proof that each probe can go red");
  manifest->require_subcommand(1);
  auto* make =
      manifest->add_subcommand("make", "run every probe on the build and with each planted bug; sign the pairs");
  make->add_option("--binary", a.binary, "the build (default: this program)");
  make->add_option("--mutant-binary", a.mutant_binary, "the build with planted bugs (default troth-mutant beside it)");
  make->add_option("--out", a.out, "the file to write; a server looks for troth.manifest beside its program")
      ->required();
  make->add_option("--key", a.key, "file of the key that signs; made on first use (default OUT.key)");
  make->add_option("--name", a.name, "whose key it is; it is called NAME/manifest")->capture_default_str();
  make->add_option("--commit", a.commit, "hash of the sources that were built, in hex")
      ->capture_default_str()
      ->check(commit_or_unknown);
  make->add_flag("--json", a.json, "machine-readable output");
  make->callback([&] { code = cli::manifest_make(a); });

  auto* show = manifest->add_subcommand("show", "check the signature of a manifest, and show its pairs");
  show->add_option("file", a.file, "the manifest")->required();
  show->add_flag("--json", a.json, "machine-readable output");
  show->callback([&] { code = cli::manifest_show(a); });
}

}  // namespace troth::cli
