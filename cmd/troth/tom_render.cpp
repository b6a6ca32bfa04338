#include <fstream>
#include <iostream>

#include "oscal.h"
#include "oscal/oscal.h"
#include "tom_api.h"
#include "tom_cell.h"
#include "trust/render.h"

// The document as a file. It is read from the cell's folder, as anybody could have it from the cell's public pages.

namespace troth::cli {
namespace {

using catalogue::Language;

/// The one that was asked for; null while there is only a rehearsal.
Result<std::optional<trust::TomVersion>> chosen(TomArguments const& a, CellFiles& cell, Time now) {
  if (a.version != 0) {
    TROTH_TRY(auto found, trust::version(cell.snapshot(), a.version));
    if (!found) return fail(Code::not_found, "there is no such version", std::to_string(a.version));
    return found;
  }
  if (a.as_of.empty()) return trust::effective(cell.snapshot(), now);
  TROTH_TRY(std::string const text, moment_of("--as-of", a.as_of));
  TROTH_TRY(auto found, trust::effective(cell.snapshot(), *parse_rfc3339(text)));
  if (!found) return fail(Code::not_found, "no version held at that moment", text);
  return found;
}

bool is_stdout(std::string const& out) { return out.empty() || out == "-"; }

/// One of its documents, or nothing once all of them lie in the folder. The profile is what the version promises.
Result<std::string> as_oscal(TomArguments const& a, evidence::Board const& board, trust::TomVersion const* version,
                             Time now) {
  TROTH_TRY(auto const documents, oscal::documents(board, version, now));
  if (is_stdout(a.out)) return one_of(documents, a.document);
  TROTH_TRY(write_oscal(a.out, documents));
  return std::string();
}

Result<std::string> render(TomArguments const& a) {
  auto const now = SystemClock().now();
  TROTH_TRY(auto cell, CellFiles::open(a.connection.data));
  TROTH_TRY(auto const board, cell.board(now));
  TROTH_TRY(auto const version, chosen(a, cell, now));
  auto const* shown = version ? &*version : nullptr;
  if (a.format == "oscal") return as_oscal(a, board, shown, now);
  auto const language = a.language == "de" ? Language::de : Language::en;
  if (a.format == "md") return trust::to_markdown(board, shown, a.profile, language);
  if (a.format == "json") return trust::to_json(board, shown, a.profile, language);
  auto html = trust::to_html(board, shown, a.profile, language);
  return a.format == "pdf" ? print_pdf(html) : Result<std::string>(std::move(html));
}

Result<> write(std::string const& out, std::string const& document) {
  if (is_stdout(out)) {
    std::cout << document << std::flush;
    return {};
  }
  std::ofstream file(out, std::ios::binary | std::ios::trunc);
  file << document << std::flush;
  if (!file) return fail(Code::storage_full, "the file cannot be written whole", out);
  return {};
}

}  // namespace

int tom_render(TomArguments const& a) {
  auto const document = render(a);
  if (!document) return report(document.error());
  if (a.format == "oscal" && !is_stdout(a.out)) return kOk;
  auto const done = write(a.out, *document);
  return done ? kOk : report(done.error());
}

}  // namespace troth::cli
