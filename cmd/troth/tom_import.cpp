#include "tom_import.h"

#include <algorithm>
#include <iostream>
#include <memory>

#include "base/json_writer.h"
#include "base/private_file.h"
#include "intake/intake.h"
#include "log_table.h"

namespace troth::cli {
namespace {

using intake::Imported;
using intake::Lint;
using intake::Severity;

constexpr std::size_t kMostBytes = 1 << 20;

Result<std::vector<Imported>> read_all(std::vector<std::filesystem::path> const& files) {
  std::vector<Imported> out;
  for (auto const& file : files) {
    auto text = read_file(file, kMostBytes);
    if (!text) return fail(Code::invalid, "the file cannot be read", file.string(), std::string(text.error().message));
    TROTH_TRY(auto document, intake::import(file.filename().string(), *text));
    out.push_back(std::move(document));
  }
  return out;
}

/// "LB-T4: backup, daily, key; or TE-9.2"
std::string binding(intake::ImportedClause const& clause) {
  if (clause.proposals.empty()) return "none";
  auto const& best = clause.proposals.front();
  auto out = best.clause + ": ";
  for (std::size_t i = 0; i < std::min<std::size_t>(best.words.size(), 3); ++i)
    out += (i == 0 ? "" : ", ") + best.words[i];
  for (std::size_t i = 1; i < clause.proposals.size(); ++i)
    out += (i == 1 ? "; or " : ", ") + clause.proposals[i].clause;
  return out;
}

/// "2 hedge, 1 claim"
std::string lints_of(Imported const& document, std::string const& clause) {
  std::vector<std::pair<std::string, int>> counts;
  for (auto const& lint : document.lints) {
    if (lint.clause != clause) continue;
    auto const known = std::find_if(counts.begin(), counts.end(), [&](auto const& c) { return c.first == lint.rule; });
    known == counts.end() ? void(counts.emplace_back(lint.rule, 1)) : void(++known->second);
  }
  std::string out;
  for (auto const& [rule, count] : counts) out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + rule;
  return out;
}

void print_clauses(Imported const& document) {
  std::cout << document.document << ": " << document.title << "\n"
            << counted(static_cast<std::int64_t>(document.clauses.size()), "clause") << ", "
            << counted(static_cast<std::int64_t>(document.lints.size()), "lint") << "\n\n";
  Table table;
  table.row({"clause", "title", "may be, in the catalogue", "lints"});
  for (auto const& clause : document.clauses)
    table.row({clause.id, clause.title, binding(clause), lints_of(document, clause.id)});
  table.print(std::cout);
  std::cout << "\n";
}

void print_lint(Lint const& lint) {
  std::cout << "  " << lint.document;
  if (!lint.clause.empty()) std::cout << " " << lint.clause;
  if (lint.line > 0) std::cout << " (line " << lint.line << ")";
  std::cout << " " << lint.rule;
  if (!lint.words.empty()) std::cout << " \"" << lint.words << "\"";
  std::cout << ": " << lint.says << "\n";
  if (!lint.sentence.empty() && lint.sentence != lint.words) std::cout << "      in: " << lint.sentence << "\n";
  std::cout << "      mend: " << lint.mend << "\n";
}

void print_lints(std::vector<Lint> const& lints) {
  constexpr std::pair<Severity, std::string_view> kGroups[] = {
      {Severity::wrong, "wrong: untrue, void or leading nowhere"},
      {Severity::vague, "vague: promises nothing that could be broken"},
      {Severity::note, "note: to be decided or completed"}};
  for (auto const& [severity, heading] : kGroups) {
    auto const is = [severity = severity](Lint const& lint) { return lint.severity == severity; };
    auto const count = std::count_if(lints.begin(), lints.end(), is);
    if (count == 0) continue;
    std::cout << heading << " (" << count << ")\n";
    for (auto const& lint : lints)
      if (is(lint)) print_lint(lint);
    std::cout << "\n";
  }
}

void write(Json& json, Lint const& lint) {
  json.object().member("rule", lint.rule).member("severity", intake::name(lint.severity));
  json.member("document", lint.document).member("clause", lint.clause).member("line", lint.line);
  json.member("words", lint.words).member("sentence", lint.sentence).member("says", lint.says);
  json.member("mend", lint.mend).member("parameter", lint.parameter).end();
}

void write(Json& json, Imported const& document) {
  json.object().member("document", document.document).member("title", document.title).key("clauses").array();
  for (auto const& clause : document.clauses) {
    json.object().member("id", clause.id).member("section", clause.section).member("title", clause.title);
    json.member("text", clause.text).member("line", clause.line).key("proposals").array();
    for (auto const& proposal : clause.proposals) {
      json.object().member("clause", proposal.clause).member("score", proposal.score).key("words").array();
      for (auto const& word : proposal.words) json.value(word);
      json.end().end();
    }
    json.end().end();
  }
  json.end().end();
}

void print_json(std::vector<Imported> const& documents, std::vector<Lint> const& lints) {
  Json json;
  json.object().key("documents").array();
  for (auto const& document : documents) write(json, document);
  json.end().key("lints").array();
  for (auto const& lint : lints) write(json, lint);
  std::cout << json.end().end().text() << "\n";
}

}  // namespace

int tom_import(TomImportArguments const& arguments) {
  auto const documents = read_all(arguments.files);
  if (!documents) return report(documents.error());
  std::vector<Lint> lints;
  for (auto const& document : *documents) lints.insert(lints.end(), document.lints.begin(), document.lints.end());
  auto const between = intake::contradictions(*documents);
  lints.insert(lints.end(), between.begin(), between.end());
  if (arguments.json) {
    print_json(*documents, lints);
  } else {
    for (auto const& document : *documents) print_clauses(document);
    print_lints(lints);
  }
  return arguments.strict && !lints.empty() ? kFinding : kOk;
}

void tom_import_options(CLI::App& tom, int& code) {
  auto const arguments = std::make_shared<TomImportArguments>();
  auto* import = tom.add_subcommand("import", "read an own TOM text: clauses, what they may be here, what to mend");
  import->add_option("files", arguments->files, "Markdown, HTML or plain text; several are compared")
      ->required()
      ->check(CLI::ExistingFile);
  import->add_flag("--json", arguments->json, "machine-readable output");
  import->add_flag("--strict", arguments->strict, "exit 1 if anything should be mended");
  import->callback([arguments, &code] { code = tom_import(*arguments);
});
}  // namespace troth::cli

}  // namespace troth::cli
