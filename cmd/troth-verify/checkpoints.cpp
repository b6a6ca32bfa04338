#include "arguments.h"
#include "commands.h"
#include "mirror.h"
#include "report.h"

// Two checkpoints of one log, an older and a newer one. What two signed heads show by themselves is a rollback or a
// fork; that the newer extends the older takes the hashes of the log.

namespace troth::verify {
namespace {

constexpr Report::Open kNotProven{"not proven", "that NEW extends OLD takes --log with a mirror of the log"};

struct Heads {
  SignedHead old, now;
};

std::string sizes(Heads const& heads) {
  return "from " + std::to_string(heads.old.head.size) + " to " + std::to_string(heads.now.head.size);
}

void state(Report& report, Heads const& heads) {
  report.fact("origin", heads.now.head.origin);
  report.fact("old_size", heads.old.head.size);
  report.fact("old_root", base64(heads.old.head.root));
  report.fact("new_size", heads.now.head.size);
  report.fact("new_root", base64(heads.now.head.root));
}

bool check_heads(Report& report, Heads const& heads) {
  auto const &old = heads.old.head, &now = heads.now.head;
  if (old.origin != now.origin)
    return report.check("origin", false,
                        "OLD is of " + old.origin + " and NEW of " + now.origin +
                            ": checkpoints of two logs say nothing about one another");
  report.check("origin", true, "both are of " + now.origin);
  if (now.size < old.size)
    return report.check("size", false,
                        "rollback: NEW has " + std::to_string(now.size) + " entries and OLD already had " +
                            std::to_string(old.size) + ": entries were taken away, or the files were swapped");
  if (now.size == old.size && now.root != old.root)
    return report.check(
        "size", false,
        "fork: both have " + std::to_string(now.size) + " entries but different roots: two histories were signed");
  return report.check("size", true, now.size == old.size ? "both are the same head" : "the log grew " + sizes(heads));
}

/// Why tiles that were read do not prove that NEW extends OLD: they are not NEW's, or OLD is of another history.
Result<std::string> reason(Mirror& mirror, Heads const& heads, std::vector<merkle::Hash> const& proof) {
  auto const &old = heads.old.head, &now = heads.now.head;
  TROTH_TRY(auto root, merkle::root_at(mirror, old.size));
  if (!merkle::verify_consistency(old.size, now.size, root, now.root, proof))
    return std::string(
        "the tiles do not lead to NEW's root: the mirror is damaged or of another log; see troth-verify log");
  return "fork: the first " + std::to_string(old.size) + " entries of NEW have the root " + base64(root) +
         ", not the one that OLD states: entries that OLD covers were rewritten";
}

Result<bool> check_growth(Report& report, Mirror& mirror, Heads const& heads) {
  auto const &old = heads.old.head, &now = heads.now.head;
  if (mirror.published().head.origin != now.origin)
    return fail(Code::invalid, "the mirror of --log is of another log", mirror.published().head.origin);
  if (mirror.size() < now.size)
    return fail(Code::invalid, "the mirror of --log is older than NEW; fetch it again", std::to_string(mirror.size()));
  TROTH_TRY(auto proof, merkle::prove_consistency(mirror, old.size, now.size));
  if (merkle::verify_consistency(old.size, now.size, old.root, now.root, proof))
    return report.check("consistency", true, "NEW extends OLD: its tiles prove the way " + sizes(heads));
  TROTH_TRY(auto why, reason(mirror, heads, proof));
  return report.check("consistency", false, std::move(why));
}

bool check_empty(Report& report, Heads const& heads) {
  bool empty = heads.old.head.root == merkle::empty_root();
  return report.check("consistency", empty,
                      empty ? "OLD is empty, and every log extends the empty one"
                            : "OLD states no entries but a root that is not that of the empty log: it is no true head");
}

bool check_signatures(Report& report, Heads const& heads, merkle::Policy const& policy) {
  std::optional<merkle::Policy::Standing> unused;
  for (auto& check : merkle::check_signatures(heads.old.note, policy, unused))
    if (!report.check("old " + check.name, check.held, std::move(check.says))) return false;
  return report.check_signatures(heads.now.note, policy);
}

/// Whether it is settled that NEW extends OLD.
Result<bool> check(Report& report, Heads const& heads, std::optional<std::string> const& log) {
  if (!check_heads(report, heads)) return false;
  if (heads.old.head.size == 0) return check_empty(report, heads);
  if (heads.old.head.size == heads.now.head.size) return true;
  if (log) {
    TROTH_TRY(auto mirror, Mirror::open(*log));
    return check_growth(report, mirror, heads);
  }
  return false;
}

}  // namespace

Result<Verdict> verify_checkpoints(std::span<char const* const> words) {
  TROTH_TRY(auto arguments, Arguments::parse(words, {"--log", "--policy"}));
  if (arguments.files().size() != 2) return fail(Code::invalid, "name two files, the older checkpoint and the newer");
  TROTH_TRY(auto policy, read_policy(arguments));
  TROTH_TRY(auto old, read_head(arguments.files()[0]));
  TROTH_TRY(auto now, read_head(arguments.files()[1]));
  Heads heads{std::move(old), std::move(now)};
  Report report;
  state(report, heads);
  bool vouched = !policy || check_signatures(report, heads, *policy);
  auto settled = Result<bool>(false);
  if (vouched) settled = check(report, heads, arguments.optional("--log"));
  if (!settled) return settled.error();
  if (!*settled) return report.print(arguments.json(), kNotProven);
  return report.print(arguments.json(), policy ? std::nullopt : std::optional(Report::kNotPinned));
}

}  // namespace troth::verify
