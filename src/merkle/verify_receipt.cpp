#include <algorithm>

#include "base/clock.h"
#include "merkle/internal/chain.h"
#include "merkle/receipt.h"

// The chain of a receipt: entry -> tenant log -> slot -> seal -> cell log -> signatures. Each link is checked with
// nothing but what the receipt holds; only the last, and the ends of logs, need to be known beforehand.
//   leaf = version 01 | type u16 | minute u64 | c_what 32 | c_who 32 | c_whom 32       107 bytes, docs/formats/event.md

namespace troth::merkle {
namespace {

constexpr std::size_t kLeaf = 107, kHead = 11;
constexpr std::string_view kPartNames[] = {"part what", "part who", "part whom"};

/// One verification. Each step appends its check and answers whether to go on.
class Run {
 public:
  Run(Receipt const& receipt, Policy const* policy, std::vector<EpochEnd> const& ended)
      : receipt_(receipt), policy_(policy), ended_(ended) {}

  Verdict verdict() && {
    bool held = entry() && parts() && tenant_proof() && seal() && not_ended() && (policy_ == nullptr || signatures());
    out_.outcome = !held ? Outcome::failed : policy_ == nullptr ? Outcome::not_pinned : Outcome::verified;
    return std::move(out_);
  }

 private:
  bool held(std::string_view name, std::string says) { return add(name, true, std::move(says)); }
  bool failed(std::string_view name, std::string says) { return add(name, false, std::move(says)); }
  bool add(std::string_view name, bool holds, std::string says) {
    out_.checks.push_back({std::string(name), holds, std::move(says)});
    return holds;
  }

  bool entry() {
    if (receipt_.entry.size() != kLeaf)
      return failed("entry", "the entry has " + std::to_string(receipt_.entry.size()) +
                                 " bytes, not the 107 of an event: the receipt was altered, or is of another kind");
    if (receipt_.entry[0] != 1)
      return failed("entry", "the entry is of version " + std::to_string(receipt_.entry[0]) +
                                 ", not 1: it was altered, or a newer program must check it");
    return held("entry", "the entry is an event of version 1");
  }

  bool parts() {
    return std::all_of(receipt_.parts.begin(), receipt_.parts.end(), [this](auto const& part) { return opens(part); });
  }

  bool opens(Receipt::Part const& part) {
    if (part.index < 1 || part.index > 3) return failed("part", "an event has the parts 1, 2 and 3 only");
    auto name = kPartNames[part.index - 1];
    auto committed = ByteView(receipt_.entry).subspan(kHead + sizeof(Hash) * (part.index - 1), sizeof(Hash));
    if (!std::ranges::equal(part_commitment(part.index, part.nonce, part.part), committed))
      return failed(name,
                    "the opened part is not what the entry commits to: the part, its nonce or the entry was changed");
    return held(name, "the opened part is what the entry commits to");
  }

  bool tenant_proof() {
    auto head = proven("tenant proof", receipt_.tenant, receipt_.entry, "event");
    if (!head) return false;
    tenant_ = std::move(*head);
    return held("tenant proof", "the event stands at " + place(receipt_.tenant.index, tenant_.checkpoint));
  }

  bool seal() {
    auto const& head = tenant_.checkpoint;
    if (head.origin.size() > UINT16_MAX)
      return failed("slot proof", "the origin of the tenant's log is longer than a slot can hold: no seal has it");
    auto leaf = slot_leaf(receipt_.salt, {head.origin, head.size, head.root});
    auto root = slot_root(receipt_.slot, receipt_.slots, receipt_.slot_hashes, leaf);
    if (!root) return failed("slot proof", in_words(root.error()));
    held("slot proof", "the head of the tenant's log in slot " + std::to_string(receipt_.slot) + " of " +
                           std::to_string(receipt_.slots) + " leads to one seal");
    auto cell = proven("cell proof", receipt_.cell, slots_entry(receipt_.slots, *root), "seal");
    if (!cell) return false;
    cell_ = std::move(*cell);
    return held("cell proof", "that seal stands at " + place(receipt_.cell.index, cell_.checkpoint));
  }

  /// The head in whose tree `entry` stands where the proof says; a failed check if it does not.
  std::optional<Head> proven(std::string_view name, TlogProof const& proof, ByteView entry, std::string const& what) {
    auto head = read_head(proof.checkpoint);
    auto refused = [&](std::string says) { return failed(name, std::move(says)), std::nullopt; };
    if (!head) return refused("the proof's checkpoint cannot be read: " + in_words(head.error()));
    auto why = not_included(proof.index, entry, proof.hashes, head->checkpoint, what, "receipt");
    if (!why.empty()) return refused(std::move(why));
    return std::move(*head);
  }

  bool not_ended() {
    for (EpochEnd const& end : ended_)
      for (Checkpoint const* head : {&cell_.checkpoint, &tenant_.checkpoint}) {
        if (head->origin != end.origin) continue;
        auto last = end.origin + " ended at size " + std::to_string(end.size) + " (" +
                    rfc3339(Time(std::chrono::seconds(std::min<std::uint64_t>(end.seconds, kLastSecond)))) + ")";
        if (head->size > end.size)
          return failed("ended log", last + ", and this checkpoint has size " + std::to_string(head->size) +
                                         ": it was signed after the end and does not count");
        if (head->size == end.size && head->root != end.root)
          return failed("ended log",
                        last + " with another root than this checkpoint states: it is a fork of the ended log");
      }
    return held("ended log", ended_.empty() ? "no end of a log was given to compare with"
                                            : "no checkpoint here lies beyond the end of its log");
  }

  bool signatures() {
    auto checks = check_signatures(cell_.note, *policy_, out_.standing);
    auto is_of_tenant = [this](auto const& log) { return log.key.name() == tenant_.checkpoint.origin; };
    if (checks.back().held && std::ranges::any_of(policy_->logs, is_of_tenant))
      checks.push_back(check_log_signature("tenant signature", tenant_.note, *policy_));
    out_.checks.insert(out_.checks.end(), checks.begin(), checks.end());
    return checks.back().held;
  }

  static constexpr std::uint64_t kLastSecond = 253'402'300'799;  // of the year 9999

  Receipt const& receipt_;
  Policy const* policy_;
  std::vector<EpochEnd> const& ended_;
  Head tenant_, cell_;
  Verdict out_;
};

}  // namespace

Verdict verify(Receipt const& receipt, Policy const* policy, std::vector<EpochEnd> const& ended) {
  return Run(receipt, policy, ended).verdict();
}

}  // namespace troth::merkle
