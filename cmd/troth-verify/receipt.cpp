#include "merkle/receipt.h"

#include "arguments.h"
#include "base/clock.h"
#include "commands.h"
#include "files.h"
#include "report.h"

namespace troth::verify {
namespace {

constexpr std::size_t kLargestReceipt = 96 << 20;  // three parts of 16 MiB, in base64
constexpr std::size_t kLargestProof = 2 << 20, kLeaf = 107;
constexpr std::uint64_t kLastMinute = 4'223'371'679;  // of the year 9999

/// The origin of the epoch after this one: `<prefix>/cell/<handle>/<epoch>`, counted on.
std::string successor(std::string const& origin) {
  auto const slash = origin.rfind('/');
  if (slash == origin.npos) return {};
  auto const epoch = parse_number(std::string_view(origin).substr(slash + 1));
  return epoch ? origin.substr(0, slash + 1) + std::to_string(*epoch + 1) : std::string();
}

/// The end of a log that the file of --ended proves: leaf 0 of the log that went on. Under a policy that log must be
/// pinned and witnessed too, or anybody could end every log.
Result<std::vector<merkle::EpochEnd>> read_ended(Arguments const& arguments, merkle::Policy const* policy) {
  auto name = arguments.optional("--ended");
  if (!name) return std::vector<merkle::EpochEnd>();
  TROTH_TRY(auto text, read_file(*name, kLargestProof));
  TROTH_TRY(auto proof, merkle::TlogProof::parse(as_text(text)));
  auto end = proof.extra ? merkle::EpochEnd::parse(*proof.extra) : std::nullopt;
  if (!end) return fail(Code::invalid, "--ended needs a proof whose extra data is an epoch/v1 entry", *name);
  if (proof.index != 0) return fail(Code::invalid, "the end of a log stands at index 0 of the one that went on", *name);
  TROTH_TRY(auto head, proof.head_of(merkle::leaf_hash(*proof.extra)));
  if (head.origin != successor(end->origin))
    return fail(Code::invalid, "a log is ended by its own next epoch only; this proof is of another log", head.origin);
  if (policy != nullptr) {
    TROTH_TRY(auto note, merkle::Note::parse(proof.checkpoint));
    TROTH_TRY(policy->judge(note));
  }
  return std::vector{std::move(*end)};
}

void state_event(Report& report, merkle::Receipt const& receipt) {
  report.fact("event", receipt.event, " (the receipt's own name for it; no proof covers this)");
  if (receipt.entry.size() != kLeaf) return;
  ByteView leaf = receipt.entry;
  auto minute = read_be<std::uint64_t>(leaf.subspan(3));
  report.fact("type", std::uint64_t{read_be<std::uint16_t>(leaf.subspan(1))});
  report.fact("minute", minute);
  report.fact("time", minute > kLastMinute ? "beyond the year 9999" : rfc3339(Time(std::chrono::minutes(minute))));
}

}  // namespace

Result<Verdict> verify_receipt(std::span<char const* const> words) {
  TROTH_TRY(auto arguments, Arguments::parse(words, {"--policy", "--ended"}));
  TROTH_TRY(auto file, arguments.only_file("name the file of the receipt"));
  TROTH_TRY(auto policy, read_policy(arguments));
  auto const* pinned = policy ? &*policy : nullptr;
  TROTH_TRY(auto ended, read_ended(arguments, pinned));
  TROTH_TRY(auto text, read_file(file, kLargestReceipt));
  TROTH_TRY(auto receipt, merkle::Receipt::parse(as_text(text)));
  auto verdict = merkle::verify(receipt, pinned, ended);
  Report report;
  state_event(report, receipt);
  for (auto const& check : verdict.checks) report.check(check);
  if (verdict.outcome == merkle::Outcome::verified && verdict.standing) {
    TROTH_TRY(auto note, merkle::Note::parse(receipt.cell.checkpoint));
    report.cosigned(note, *pinned, *verdict.standing);
  }
  return report.print(arguments.json(), policy ? std::nullopt : std::optional(Report::kNotPinned));
}

}  // namespace troth::verify
