#include "arguments.h"
#include "commands.h"
#include "recompute.h"
#include "report.h"

namespace troth::verify {
namespace {

std::string text(Error const& error) { return error.at + ": " + std::string(error.message); }

/// A tile that differs was changed itself if the entries lead to the checkpoint's root; else the entries were.
bool check_content(Report& report, Recompute const& log, bool same_root) {
  auto const& difference = log.difference();
  if (difference && same_root)
    return report.check(
        "tiles", false,
        difference->says() + ", yet the entries lead to the root that the checkpoint states: this tile was changed");
  if (difference)
    return report.check("entries", false,
                        difference->says() +
                            ", and the entries lead to another root than the checkpoint states: "
                            "an entry was changed, here or behind it");
  report.check("tiles", true, std::to_string(log.tiles()) + " tiles are what the entries lead to");
  return report.check("checkpoint", same_root,
                      same_root
                          ? "the entries lead to the root that the checkpoint states"
                          : "entries and tiles agree, but lead to the root " + base64(log.root()) +
                                " and not to the one that the checkpoint states: it is of another log, or entries "
                                "and tiles were rewritten together");
}

void check(Report& report, Mirror const& mirror, std::optional<merkle::Policy> const& policy) {
  auto const& [note, head] = mirror.published();
  report.fact("origin", head.origin);
  report.fact("size", head.size);
  report.fact("root", base64(head.root));
  Recompute log(mirror);
  if (auto read = log.run(); !read) {
    report.check("files", false, text(read.error()));
    return;
  }
  report.check("files", true, std::to_string(log.bundles()) + " bundles of entries and all tiles are there");
  if (check_content(report, log, log.root() == head.root) && policy) report.check_signatures(note, *policy);
}

}  // namespace

Result<Verdict> verify_log(std::span<char const* const> words) {
  TROTH_TRY(auto arguments, Arguments::parse(words, {"--policy"}));
  TROTH_TRY(auto folder, arguments.only_file("name the folder of the mirrored log"));
  TROTH_TRY(auto policy, read_policy(arguments));
  TROTH_TRY(auto mirror, Mirror::open(folder));
  Report report;
  check(report, mirror, policy);
  return report.print(arguments.json(), policy ? std::nullopt : std::optional(Report::kNotPinned));
}

}  // namespace troth::verify
