#include "merkle/policy.h"

#include <algorithm>

#include "merkle/checkpoint.h"

namespace troth::merkle {
namespace {

using Names = std::set<std::string, std::less<>>;

/// Which of the witnesses and groups have witnessed, given those who cosigned. A group knows only what stands before
/// it, so one pass in order settles them all, however deep they nest.
Names witnessed(std::vector<Policy::Group> const& groups, Names met) {
  for (auto const& group : groups) {
    auto count =
        std::count_if(group.members.begin(), group.members.end(), [&](auto const& m) { return met.contains(m); });
    if (static_cast<std::size_t>(count) >= group.least) met.insert(group.name);
  }
  return met;
}

bool satisfied(Policy const& policy, Names cosigners) {
  return policy.quorum == "none" || witnessed(policy.groups, std::move(cosigners)).contains(policy.quorum);
}

using Cosigners = std::vector<Policy::Witness const*>;

Names at_least(WitnessLevel level, Cosigners const& cosigners) {
  Names out;
  for (auto const* witness : cosigners)
    if (witness->level >= level) out.insert(witness->name);
  return out;
}

/// The highest level whose cosigners, without those below it, carry the quorum.
WitnessLevel level_of(Policy const& policy, Cosigners const& cosigners) {
  for (auto level : {WitnessLevel::independent, WitnessLevel::same_operator, WitnessLevel::same_host}) {
    auto names = at_least(level, cosigners);
    if (!names.empty() && satisfied(policy, std::move(names))) return level;
  }
  return WitnessLevel::none;
}

std::vector<VerifierKey> keys_of(Policy const& policy) {
  std::vector<VerifierKey> out;
  for (auto const& log : policy.logs) out.push_back(log.key);
  for (auto const& witness : policy.witnesses) out.push_back(witness.key);
  return out;
}

}  // namespace

Result<Policy::Standing> Policy::judge(Note const& checkpoint) const {
  TROTH_TRY(auto head, Checkpoint::parse(checkpoint.text));
  TROTH_TRY(auto all, signers(checkpoint, keys_of(*this)));
  Standing out;
  Cosigners cosigners;
  for (auto const& [key, seconds] : all) {
    if (key < logs.size()) {
      if (logs[key].key.name() == head.origin) out.log = head.origin;
      continue;
    }
    auto const& witness = witnesses[key - logs.size()];
    out.newest = std::max(out.newest, seconds);
    if (std::find(cosigners.begin(), cosigners.end(), &witness) != cosigners.end()) continue;
    cosigners.push_back(&witness);
    out.witnesses.push_back(witness.name);
  }
  if (out.log.empty())
    return fail(Code::denied, "no log key that the policy pins for this origin has signed", head.origin);
  if (!satisfied(*this, at_least(WitnessLevel::none, cosigners)))
    return fail(Code::denied, "too few witnesses of the policy's quorum have cosigned", quorum);
  out.level = level_of(*this, cosigners);
  return out;
}

}  // namespace troth::merkle
